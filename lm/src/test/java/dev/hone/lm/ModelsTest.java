package dev.hone.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Message;
import dev.hone.core.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ModelsTest {
  private static final Request REQUEST = Request.of(List.of(Message.user("hello")));

  private final FakeTime time = new FakeTime();

  @Test
  void every_attempt_counts_for_the_rate_and_a_known_answer_for_nothing() {
    var calls = new AtomicInteger();
    var bare =
        new ScriptedModel(
            "openai/gpt-5-mini",
            _ -> {
              if (calls.incrementAndGet() % 2 == 1)
                throw new ModelFailure(ModelFailure.Kind.TRANSPORT, "cut off");
              return ScriptedModel.said("good");
            });
    var troubles = new ArrayList<String>();
    var model =
        Models.within(
            bare,
            ModelOptions.defaults()
                .withTime(time)
                .withRates(2, 0)
                .withConcurrency(1)
                .withRetry(
                    new RetryPolicy(
                        3, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(1), 0))
                .withListener(
                    (_, attempt, failure, _) -> troubles.add(attempt + failure.getMessage()))
                .withCache(new MemoryCache(10)));

    var first = model.complete(REQUEST);
    assertThat(first.timing().attempts()).isEqualTo(2);
    assertThat(first.timing().queueMs()).isZero();
    assertThat(first.usd().getAsDouble()).isPositive();
    assertThat(troubles).containsExactly("1cut off");

    for (int i = 0; i < 100; i++)
      assertThat(model.complete(REQUEST).source()).isEqualTo(Completion.Source.CACHED);
    assertThat(time.nanos()).isEqualTo(Duration.ofSeconds(1).toNanos());

    var second = model.complete(REQUEST.withSample(1));
    assertThat(second.timing().attempts()).isEqualTo(2);
    assertThat(time.nanos()).isGreaterThanOrEqualTo(Duration.ofMinutes(1).toNanos());
    assertThat(bare.requests).hasSize(4);
    assertThat(model.name()).isEqualTo("openai/gpt-5-mini");
    assertThat(model.mostUsd(1_000_000, 0)).hasValue(0.25);
    assertThat(model.estimateTokens(REQUEST)).isEqualTo(bare.estimateTokens(REQUEST));
  }

  @Test
  void a_slow_answer_is_given_up_and_asked_for_again() {
    var calls = new AtomicInteger();
    var bare =
        new ScriptedModel(
            "m/x",
            _ -> {
              if (calls.incrementAndGet() > 1) return ScriptedModel.said("good");
              try {
                Thread.currentThread().join();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return ScriptedModel.said("never");
            });
    var model =
        Models.within(
            bare, ModelOptions.defaults().withTime(time).withDeadline(Duration.ofMillis(200)));
    assertThat(model.complete(REQUEST).timing().attempts()).isEqualTo(2);
  }

  @Test
  void an_unknown_provider_is_refused_without_its_key() {
    var canary = "sk-canary-4711";
    assertThatThrownBy(() ->
            Models.open(
                ModelSpec.parse("nobody/model"),
                ModelOptions.defaults(),
                Map.of("NOBODY_API_KEY", canary)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("nobody")
        .satisfies(e -> assertThat(e.toString()).doesNotContain(canary));
  }
}
