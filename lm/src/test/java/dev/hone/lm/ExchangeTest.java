package dev.hone.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.Completion;
import dev.hone.core.FieldMismatch;
import dev.hone.core.Message;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {
  private static final Values INPUT = Values.of("text", "hello");
  private static final Signature LABEL = Signature.parse("text -> label: 'good'|'bad', score: int");

  private final List<String> heard = new ArrayList<>();
  private final List<Request> sent = new ArrayList<>();

  private Exchange.Answer<Values> ask(Adapter adapter, Signature signature, String... answers) {
    var left = new ArrayDeque<>(List.of(answers));
    return Exchange.ask(
        adapter,
        signature,
        Prompt.of("Judge."),
        INPUT,
        request -> {
          sent.add(request);
          return ScriptedModel.said(left.removeFirst());
        },
        (recovery, before, after) -> heard.add(recovery + ": " + after));
  }

  @Test
  void an_answer_as_asked_needs_nothing_more() {
    var answer = ask(new MarkersAdapter(), LABEL, "[[ ## label ## ]] good [[ ## score ## ]] 3");
    assertThat(answer.values()).isEqualTo(Values.of("label", "good", "score", 3));
    assertThat(answer.repairs()).isZero();
    assertThat(answer.requests()).isEqualTo(sent);
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"label\": \"good\", \"score\": 3}",
        "```json\n{\"result\": {\"label\": \"good\", \"score\": 3}}\n```",
        "<label>good</label><score>3</score>",
        "label: good\nscore: 3",
        "[[ ## score ## ]] 3 [[ ## label ## ]] good",
        "good [[ ## score ## ]] 3",
        "[[ ## label ## ]] good [[ ## score ## ]] 3"
      })
  void an_answer_in_any_format_is_read_and_told(String text) {
    for (var name : List.of("markers", "json", "xml", "plain")) {
      heard.clear();
      var answer = ask(Adapters.named(name, Capabilities.CHAT), LABEL, text);
      assertThat(answer.values()).isEqualTo(Values.of("label", "good", "score", 3));
      assertThat(answer.repairs()).isZero();
      assertThat(heard)
          .hasSizeLessThanOrEqualTo(1)
          .allMatch(h -> h.startsWith("OTHER_FORMAT: {\"label\":\"good\""));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          text -> answer                 ;Paris is the capital.      ;Paris is the capital.
          text -> answer                 ;Paris [[ ## completed ## ]];Paris
          text -> label: 'good'|'bad'  ;I would say it is good.    ;good
          text -> n: int                 ;The answer is 42.          ;42
          text -> tags: list[str]        ;["a", "b"]                 ;["a","b"]
          text -> answer, note: str?     ;Paris                      ;Paris
          text -> m: map[int]            ;{"a": 1}                   ;{"a":1}
          """)
  void an_answer_without_marks_is_the_value_of_the_only_field(
      String signature, String text, String value) {
    var parsed = Signature.parse(signature);
    var answer = ask(new MarkersAdapter(), parsed, text);
    assertThat(answer.values().text(parsed.outputs().getFirst().name())).isEqualTo(value);
    assertThat(heard).hasSize(1).first().asString().startsWith("WHOLE_TEXT");
  }

  @Test
  void a_repair_quotes_the_defect_and_goes_on_with_the_conversation() {
    var answer =
        ask(
            new MarkersAdapter(),
            LABEL,
            "[[ ## label ## ]] good [[ ## score ## ]] high",
            "[[ ## label ## ]] good [[ ## score ## ]] 9");
    assertThat(answer.values()).isEqualTo(Values.of("label", "good", "score", 9));
    assertThat(answer.repairs()).isEqualTo(1);
    assertThat(answer.completions()).hasSize(2);
    assertThat(answer.raw()).isEqualTo("[[ ## label ## ]] good [[ ## score ## ]] 9");
    var turns = sent.getLast().messages();
    assertThat(turns.subList(0, turns.size() - 2)).isEqualTo(sent.getFirst().messages());
    assertThat(turns.get(turns.size() - 2))
        .isEqualTo(Message.assistant("[[ ## label ## ]] good [[ ## score ## ]] high"));
    assertThat(turns.getLast().text())
        .contains("Field 'score' should be an integer, but is 'high'.")
        .contains("[[ ## score ## ]]\n{score}        # an integer");
    assertThat(heard).containsExactly("REPAIR: Field 'score' should be an integer, but is 'high'.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"markers", "json", "xml", "plain"})
  void a_second_unreadable_answer_is_the_last(String name) {
    assertThatThrownBy(
            () -> ask(Adapters.named(name, Capabilities.CHAT), LABEL, "Well...", "I don't know."))
        .isInstanceOfSatisfying(
            ParseFailure.class, f -> assertThat(f.kind()).isEqualTo(ParseFailure.Kind.UNREADABLE));
    assertThat(sent).hasSize(2);
  }

  @Test
  void a_field_with_a_wrong_value_is_not_overridden_by_the_whole_text() {
    var signature = Signature.parse("text -> n: int");
    var answer = ask(new JsonAdapter(Capabilities.CHAT), signature, "{\"n\": \"three\"} or 4", "5");
    assertThat(answer.repairs()).isEqualTo(1);
    assertThat(answer.values()).isEqualTo(Values.of("n", 5));
  }

  @Test
  void what_the_program_cannot_use_is_repaired_too() {
    var left = new ArrayDeque<>(List.of("41", "42"));
    var answer =
        Exchange.ask(
            new PlainAdapter(Capabilities.CHAT),
            Signature.parse("text -> n: int"),
            Prompt.of("Count."),
            INPUT,
            _ -> ScriptedModel.said(left.removeFirst()),
            values -> {
              if (!values.text("n").equals("42")) throw new FieldMismatch("n", "even", 41);
              return 42;
            },
            Exchange.Listener.NONE);
    assertThat(answer.output()).isEqualTo(42);
    assertThat(answer.repairs()).isEqualTo(1);
  }

  @Test
  void a_base_model_is_not_talked_to() {
    var base = new PlainAdapter(new Capabilities(false, false, false, false, false, 0));
    assertThatThrownBy(() -> ask(base, LABEL, " nothing")).isInstanceOf(ParseFailure.class);
    assertThat(sent).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"FILTERED", "LENGTH", "STOP", "OTHER"})
  void an_answer_without_words_fails_in_its_own_way(Completion.Finish finish) {
    var expected =
        switch (finish) {
          case FILTERED -> ParseFailure.Kind.FILTERED;
          case LENGTH -> ParseFailure.Kind.TRUNCATED;
          default -> ParseFailure.Kind.EMPTY;
        };
    assertThatThrownBy(() ->
            Exchange.ask(
                new MarkersAdapter(),
                LABEL,
                Prompt.of("Judge."),
                INPUT,
                r -> {
                  sent.add(r);
                  return ParsingTest.said("  \n", finish);
                },
                Exchange.Listener.NONE))
        .isInstanceOfSatisfying(ParseFailure.class, f -> assertThat(f.kind()).isEqualTo(expected));
    assertThat(sent).hasSize(1);
  }

  @Test
  void half_an_answer_in_another_format_is_not_taken_for_whole() {
    assertThatThrownBy(() ->
            Exchange.ask(
                new MarkersAdapter(),
                Signature.parse("text -> answer"),
                Prompt.of("Write."),
                INPUT,
                _ -> ParsingTest.said("Once upon a", Completion.Finish.LENGTH),
                Exchange.Listener.NONE))
        .isInstanceOfSatisfying(
            ParseFailure.class, f -> assertThat(f.kind()).isEqualTo(ParseFailure.Kind.TRUNCATED));
  }
}
