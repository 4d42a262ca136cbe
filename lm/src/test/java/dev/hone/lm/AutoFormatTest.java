package dev.hone.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Example;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class AutoFormatTest {
  private static final Signature SIGNATURE =
      Signature.parse("text -> label: 'good'|'bad', score: int");
  private static final List<Example> SAMPLES =
      List.of(
          Example.of(Values.of("text", "a"), Values.of("label", "good", "score", 1)),
          Example.of(Values.of("text", "b"), Values.of("label", "good", "score", 1)),
          Example.of(Values.of("text", "c"), Values.of("label", "good", "score", 1)));

  private static AutoFormat.Choice choose(Function<Request, String> answers) {
    return AutoFormat.choose(
        r -> ScriptedModel.said(answers.apply(r)),
        Capabilities.CHAT,
        SIGNATURE,
        Prompt.of("Judge."),
        SAMPLES);
  }

  private static boolean asks(Request request, String mark) {
    return request.messages().getFirst().text().contains(mark);
  }

  @Test
  void the_format_a_model_obeys_is_found() {
    var choice =
        choose(r ->
            asks(r, "<label>")
                ? "<label>good</label><score>1</score>"
                : "I think this is rather good, say one.");
    assertThat(choice.adapter().name()).isEqualTo("xml");
    assertThat(choice.table())
        .extracting(AutoFormat.Row::format, AutoFormat.Row::asked, AutoFormat.Row::read)
        .containsExactly(
            Tuple.tuple("plain", 3, 0),
            Tuple.tuple("xml", 3, 3),
            Tuple.tuple("json", 3, 0),
            Tuple.tuple("markers", 3, 0));
    assertThat(choice.text()).contains("xml").contains("chosen");
  }

  @Test
  void right_answers_decide_between_formats_that_are_both_obeyed() {
    var choice =
        choose(r ->
            asks(r, "JSON object")
                ? "{\"label\": \"good\", \"score\": 1}"
                : asks(r, "[[ ##")
                    ? "[[ ## label ## ]] bad [[ ## score ## ]] 1"
                    : asks(r, "<label>")
                        ? "<label>bad</label><score>2</score>"
                        : "label: bad\nscore: 2");
    assertThat(choice.adapter().name()).isEqualTo("json");
    assertThat(choice.table()).extracting(AutoFormat.Row::right).containsExactly(0, 0, 6, 3);
  }

  @Test
  void a_tie_goes_to_the_shortest_and_the_choice_repeats() {
    Function<Request, String> always = _ -> "{\"label\": \"good\", \"score\": 1}";
    assertThat(choose(always).table()).isEqualTo(choose(always).table());
    assertThat(choose(always).adapter().name()).as("only JSON is obeyed").isEqualTo("json");
    assertThat(choose(_ -> "?").adapter().name()).isEqualTo("plain");
  }

  @Test
  void a_refused_request_counts_against_its_format_and_other_failures_end_the_probe() {
    Function<Request, Completion> refusing =
        r -> {
          if (r.format() instanceof ResponseFormat.JsonObject)
            throw new ModelFailure(ModelFailure.Kind.INVALID_REQUEST, "no schemas here");
          return ScriptedModel.said("[[ ## label ## ]] good [[ ## score ## ]] 1");
        };
    var schema = new Capabilities(true, true, false, false, false, 0);
    var choice = AutoFormat.choose(refusing, schema, SIGNATURE, Prompt.of("Judge."), SAMPLES);
    assertThat(choice.adapter().name()).isEqualTo("markers");
    assertThat(choice.table().get(2)).isEqualTo(new AutoFormat.Row("json", 3, 0, 0, 0, 0));
    assertThatThrownBy(() ->
            AutoFormat.choose(
                _ -> {
                  throw new ModelFailure(ModelFailure.Kind.AUTHENTICATION, "no key");
                },
                schema,
                SIGNATURE,
                Prompt.of("Judge."),
                SAMPLES))
        .hasMessage("no key");
  }

  @Test
  void a_base_model_has_no_choice_and_is_not_asked() {
    var base = new Capabilities(false, false, false, false, false, 0);
    var choice =
        AutoFormat.choose(
            _ -> {
              throw new AssertionError("asked");
            },
            base,
            SIGNATURE,
            Prompt.of("Judge."),
            List.of());
    assertThat(choice.adapter().name()).isEqualTo("plain");
    assertThat(AutoFormat.calls(base, SAMPLES)).isZero();
    assertThat(AutoFormat.calls(Capabilities.CHAT, SAMPLES)).isEqualTo(12);
  }

  @Test
  void without_examples_a_format_must_be_named() {
    assertThatThrownBy(() ->
            AutoFormat.choose(
                _ -> ScriptedModel.said(""),
                Capabilities.CHAT,
                SIGNATURE,
                Prompt.of("Judge."),
                List.of()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("plain, xml, json, markers");
  }
}
