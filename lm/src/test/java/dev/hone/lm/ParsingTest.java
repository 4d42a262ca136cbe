package dev.hone.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.Completion;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each format makes of answers that are not quite as asked. */
class ParsingTest {
  private static final Signature SIGNATURE =
      Signature.parse("text -> reasoning, label: 'good'|'bad', score: int");
  private static final Values MEANT =
      Values.of("reasoning", "It is fine.", "label", "good", "score", 7);
  private static final Capabilities BASE = new Capabilities(false, false, false, false, false, 0);

  static Completion said(String text, Completion.Finish finish) {
    return new Completion(
        text,
        List.of(),
        Completion.Usage.NONE,
        finish,
        "m",
        OptionalDouble.empty(),
        List.of(),
        Completion.Source.FRESH,
        Completion.Timing.NONE);
  }

  private static Values parse(Adapter adapter, String text) {
    return adapter.parse(SIGNATURE, said(text, Completion.Finish.STOP));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[ ## reasoning ## ]]\nIt is fine.\n\n[[ ## label ## ]]\ngood\n\n[[ ## score ## ]]\n7\n\n[[ ## completed ## ]]",
        "[[ ## reasoning ## ]] It is fine.[[ ## label ## ]]good[[ ## score ## ]]7",
        "Sure! [[##reasoning##]] It is fine. [[## Label ##]] Good. [[ ## SCORE ## ]] 7 [[ ## completed ## ]] bye",
        "[[ reasoning ]]\nIt is fine.\n[[ label ]]\n**good**\n[[ score ]]\nscore: 7",
        "[[ # reasoning # ]] It is fine. [[ ## note ## ]] ignore me [[ ## label ## ]] 'good' [[ ## score ## ]] 7",
        "[[ ## text ## ]] echoed [[ ## reasoning ## ]] It is fine. [[ ## label ## ]] good [[ ## score ## ]] 7 [[ ## completed ## ]] [[ ## text ## ]] next [[ ## reasoning ## ]] Other. [[ ## label ## ]] bad",
      })
  void markers_are_found_anywhere(String text) {
    assertThat(parse(new MarkersAdapter(), text)).isEqualTo(MEANT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          It is fine.                                                     | No field markers were found
          [[ ## label ## ]] good [[ ## reasoning ## ]] x [[ ## score ## ]] 1 | order label, reasoning, score, but should come in the order reasoning, label, score
          [[ ## reasoning ## ]] x [[ ## label ## ]] so so [[ ## score ## ]] 1 | Field 'label' should be one of 'good', 'bad', but is 'so so'.
          [[ ## reasoning ## ]] x [[ ## label ## ]] good [[ ## score ## ]] many | Field 'score' should be an integer, but is 'many'.
          [[ ## reasoning ## ]] x [[ ## label ## ]] good                   | Field 'score' should be present
          """)
  void a_defect_in_markers_is_named(String text, String defect) {
    assertThatThrownBy(() -> parse(new MarkersAdapter(), text))
        .isInstanceOf(ParseFailure.class)
        .hasMessageContaining(defect);
  }

  @ParameterizedTest
  @CsvSource({
    "xml, <answer>...</answer>",
    "markers, [[ ## answer ## ]] {answer}",
    "json, {\"answer\": \"...\"}"
  })
  void a_repeated_placeholder_is_no_value(String format, String text) {
    var signature = Signature.parse("q -> answer");
    assertThatThrownBy(() ->
            Adapters.named(format, Capabilities.CHAT)
                .parse(signature, said(text, Completion.Finish.STOP)))
        .isInstanceOf(ParseFailure.class)
        .hasMessageContaining("placeholder");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"reasoning\": \"It is fine.\", \"label\": \"good\", \"score\": 7}",
        "Here you are:\n```json\n{\"reasoning\": \"It is fine.\", \"label\": \"good\", \"score\": 7,}\n```\nDone.",
        "{'reasoning': 'It is fine.', 'label': 'good', 'score': '7'}",
        "{reasoning: \"It is fine.\", label: \"GOOD\", score: 7.0}",
        "{\"answer\": {\"reasoning\": \"It is fine.\", \"label\": \"good\", \"score\": 7}}",
        "{\"meta\": {\"score\": 1}, \"data\": {\"result\": {\"reasoning\": \"It is fine.\", \"label\": \"good\", \"score\": 7}}}",
        "[{\"reasoning\": \"It is fine.\", \"label\": \"good\", \"score\": 7}]",
        "See [1] and {x}. Draft: {\"label\": \"bad\"} Final: {\"Reasoning\": \"It is fine.\", \"Label\": \"good\", \"Score\": 7, \"extra\": []}",
      })
  void json_is_found_and_unwrapped(String text) {
    assertThat(parse(new JsonAdapter(Capabilities.CHAT), text)).isEqualTo(MEANT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing here                                        | No JSON object with the keys reasoning, label, score
          [1, 2, 3]                                           | No JSON object
          {"other": 1}                                        | No JSON object
          {"reasoning": "x", "label": "good", "score": [1]}   | Field 'score' should be an integer
          {"reasoning": "x", "label": null, "score": 1}       | Field 'label' should be present
          """)
  void a_defect_in_json_is_named(String text, String defect) {
    assertThatThrownBy(() -> parse(new JsonAdapter(Capabilities.CHAT), text))
        .isInstanceOf(ParseFailure.class)
        .hasMessageContaining(defect);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<reasoning>It is fine.</reasoning>\n<label>good</label>\n<score>7</score>",
        "<answer><REASONING>\nIt is fine.\n</Reasoning><label kind=\"x\">good</label><score>7</score></answer>",
        "Hm <b>so</b> & so <reasoning>It is fine.<label>good<score>7",
        "<label>good</label><score>7</score><reasoning>It is fine.</reasoning>",
        "I put it in <reasoning> tags: <reasoning>It is fine.</reasoning><label>good</label><score> 7 </ score>",
      })
  void tags_are_found_in_any_state(String text) {
    assertThat(parse(new XmlAdapter(), text)).isEqualTo(MEANT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          R&D &amp; more         | R&D & more
          a < b and c > d        | a < b and c > d
          &lt;b&gt; &#65;&#x42;  | <b> AB
          1 &unknown; 2          | 1 &unknown; 2
          """)
  void ampersands_and_brackets_are_text(String inside, String meant) {
    var signature = Signature.parse("q -> answer");
    var answer = said("<answer>" + inside + "</answer>", Completion.Finish.STOP);
    assertThat(new XmlAdapter().parse(signature, answer).text("answer")).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reasoning: It is fine.\nlabel: good\nscore: 7",
        "Sure.\n**Reasoning:** It is fine.\n**Label:** good\n- Score: 7",
        "Reasoning = It is fine.\nLABEL: good\n\nscore:\n7",
      })
  void labelled_lines_are_read(String text) {
    assertThat(parse(new PlainAdapter(Capabilities.CHAT), text)).isEqualTo(MEANT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " It is fine.\nlabel: good\nscore: 7",
        "reasoning: It is fine.\nlabel: good\nscore: 7",
      })
  void a_base_model_goes_on_behind_the_first_label(String text) {
    assertThat(parse(new PlainAdapter(BASE), text)).isEqualTo(MEANT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          markers | [[ ## reasoning ## ]] x [[ ## label ## ]] good [[ ## score ## ]] 7
          markers | [[ ## reasoning ## ]] x and then
          json    | {"reasoning": "x and th
          xml     | <reasoning>x</reasoning><label>good</label><score>7
          plain   | reasoning: x\\nlabel: good\\nscore: 7
          """)
  void an_answer_cut_off_inside_a_field_is_not_taken_for_whole(String format, String text) {
    var adapter = Adapters.named(format, Capabilities.CHAT);
    var cut = said(text.replace("\\n", "\n"), Completion.Finish.LENGTH);
    assertThatThrownBy(() -> adapter.parse(SIGNATURE, cut))
        .isInstanceOfSatisfying(
            ParseFailure.class, f -> assertThat(f.kind()).isEqualTo(ParseFailure.Kind.TRUNCATED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          markers | [[ ## reasoning ## ]] It is fine. [[ ## label ## ]] good [[ ## score ## ]] 7 [[ ## completed ## ]] and on
          json    | {"reasoning": "It is fine.", "label": "good", "score": 7} and on
          xml     | <reasoning>It is fine.</reasoning><label>good</label><score>7</score> and on
          """)
  void what_is_cut_off_behind_the_answer_does_not_matter(String format, String text) {
    var adapter = Adapters.named(format, Capabilities.CHAT);
    assertThat(adapter.parse(SIGNATURE, said(text, Completion.Finish.LENGTH))).isEqualTo(MEANT);
  }
}
