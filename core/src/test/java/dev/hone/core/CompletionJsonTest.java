package dev.hone.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CompletionJsonTest {

  @Property(tries = 500)
  void what_is_written_is_read_back_equal(@ForAll("completions") Completion completion) {
    var text = Json.write(completion.toJson());
    var stored = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertThat(Completion.fromJson(Json.parseObject(stored))).isEqualTo(completion);
  }

  @Test
  void a_plain_answer_is_written_shortly() {
    var answer = Completion.of("yes", Completion.Usage.of(12, 1), "m");
    assertThat(Json.write(answer.toJson()))
        .isEqualTo("{\"text\":\"yes\",\"usage\":{\"input\":12,\"output\":1},\"model\":\"m\"}");
  }

  @Test
  void something_else_is_refused_with_what_was_found() {
    assertThatThrownBy(() -> Completion.fromJson(Map.of("text", 5L)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("{\"text\":5}");
    assertThatThrownBy(() -> Completion.fromJson(Map.of("text", "", "finish", "tired")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("tired");
  }

  @Provide
  Arbitrary<Completion> completions() {
    var text = Arbitraries.strings().all().ofMaxLength(20);
    var count = Arbitraries.longs().between(0, Long.MAX_VALUE);
    var logprob =
        Arbitraries.oneOf(
            Arbitraries.doubles().between(-1e6, 0), Arbitraries.of(Double.NEGATIVE_INFINITY));
    var call = Combinators.combine(text, text, text).as(Message.ToolCall::new);
    var usage = Combinators.combine(count, count, count, count).as(Completion.Usage::new);
    var other = Combinators.combine(text, logprob).as(Completion.Alternative::new);
    var token =
        Combinators.combine(text, logprob, other.list().ofMaxSize(3)).as(Completion.Token::new);
    var timing =
        Combinators.combine(
                Arbitraries.integers().between(0, 9),
                count,
                count,
                Arbitraries.longs().between(-1, 9000))
            .as(Completion.Timing::new);
    var usd =
        Arbitraries.oneOf(
            Arbitraries.of(OptionalDouble.empty()),
            Arbitraries.doubles().between(0, 1000).map(OptionalDouble::of));
    var head =
        Combinators.combine(text, call.list().ofMaxSize(2), usage)
            .as((t, c, u) ->
                new Completion(
                    t,
                    c,
                    u,
                    Completion.Finish.STOP,
                    "",
                    OptionalDouble.empty(),
                    List.of(),
                    Completion.Source.FRESH,
                    Completion.Timing.NONE));
    return Combinators.combine(
            head,
            Arbitraries.of(Completion.Finish.class),
            text,
            usd,
            token.list().ofMaxSize(3),
            Arbitraries.of(Completion.Source.class),
            timing)
        .as((h, finish, model, price, tokens, source, time) ->
            new Completion(
                h.text(), h.toolCalls(), h.usage(), finish, model, price, tokens, source, time));
  }
}
