package dev.hone.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Message;
import dev.hone.core.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
  private final Prices prices = Prices.builtIn();

  @Test
  void every_entry_has_a_date_and_sane_figures() {
    assertThat(prices.byModel()).hasSizeGreaterThan(40);
    prices
        .byModel()
        .forEach((model, price) -> {
          assertThat(price.date()).as(model).matches("20\\d\\d-\\d\\d");
          assertThat(price.cached()).as(model).isLessThanOrEqualTo(price.input());
          assertThat(price.input()).as(model).isLessThanOrEqualTo(price.output());
        });
  }

  @Test
  void what_was_compared_with_nothing_says_so() {
    assertThat(prices.of("openai/gpt-5.4-mini").orElseThrow().source()).isNotEmpty();
    assertThat(prices.of("anthropic/claude-3-opus").orElseThrow().source()).isEmpty();
  }

  @Test
  void cached_tokens_are_cheaper_and_counted_once() {
    var price = new Price(2, 0.5, 8, "2026-01", "");
    assertThat(price.of(new Completion.Usage(1_000_000, 400_000, 100_000, 50_000)))
        .isCloseTo(0.6 * 2 + 0.4 * 0.5 + 0.1 * 8, within(1e-12));
    assertThat(price.bound(1_000_000, 100_000)).isCloseTo(2.8, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anthropic/claude-sonnet-4-5-20250929",
        "anthropic/claude-sonnet-4-5-latest",
        "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0"
      })
  void a_dated_version_has_the_price_of_its_model(String spec) {
    assertThat(prices.of(spec)).isEqualTo(prices.of("anthropic/claude-sonnet-4-5"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai/gpt-9",
        "openai/gpt-4o-mini-invented",
        "openai/gpt-4o@http://127.0.0.1:8000/v1",
        "unheard/of"
      })
  void what_is_not_in_the_table_is_unknown(String spec) {
    assertThat(prices.of(spec)).isEmpty();
    var priced = new Priced(ScriptedModel.saying("x"), prices.of(spec));
    assertThat(priced.complete(Request.of(List.of(Message.user("q")))).usd()).isEmpty();
    assertThat(priced.mostUsd(10, 10)).isEmpty();
  }

  @Test
  void embedded_models_are_free() {
    assertThat(prices.of("local/smollm2-135m-instruct").orElseThrow().bound(1_000, 1_000)).isZero();
  }

  @Test
  void a_users_file_wins(@TempDir Path dir) throws IOException {
    var file = dir.resolve("prices.json");
    Files.writeString(
        file,
        """
        {"openai/gpt-4o": {"input": 1, "output": 2},
         "openai/any@http://127.0.0.1:8000/v1": {"input": 0, "output": 0}}
        """);
    var mine = prices.with(file);
    assertThat(mine.of("openai/gpt-4o")).contains(new Price(1, 1, 2, "", file.toString()));
    assertThat(mine.of("openai/any@http://127.0.0.1:8000/v1")).isPresent();
    assertThat(mine.of("openai/gpt-5")).isEqualTo(prices.of("openai/gpt-5"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "{\"a/b\": 3}", "{\"a/b\": {\"input\": \"1\", \"output\": 2}}", "{"})
  void a_wrong_file_is_named(String text, @TempDir Path dir) throws IOException {
    var file = dir.resolve("mine.json");
    Files.writeString(file, text);
    assertThatThrownBy(() -> prices.with(file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("mine.json");
  }

  @Test
  void a_missing_file_is_named(@TempDir Path dir) {
    assertThatThrownBy(() -> prices.with(dir.resolve("none.json")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("none.json");
  }

  @Test
  void a_price_the_provider_tells_is_kept() {
    var told =
        new ScriptedModel("m/x", _ -> ScriptedModel.said("x").withUsd(OptionalDouble.of(0.5)));
    var priced = new Priced(told, Optional.of(new Price(1, 1, 1, "", "")));
    assertThat(priced.complete(Request.of(List.of(Message.user("q")))).usd())
        .isEqualTo(OptionalDouble.of(0.5));
    assertThat(priced.mostUsd(1_000_000, 0)).isEqualTo(OptionalDouble.of(1));
  }
}
