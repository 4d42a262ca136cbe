package dev.hone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.BadInput;
import dev.hone.core.Grade;
import dev.hone.core.Json;
import dev.hone.core.Metric;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {

  private static Grade grade(Metric<Values, Values> metric, Values expected, Values actual) {
    try {
      return metric.grade(Values.EMPTY, expected, actual, Trace.EMPTY);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Grade grade(Metric<Values, Values> metric, Object expected, Object actual) {
    return grade(metric, Values.of("a", expected), Values.of("a", actual));
  }

  private static double score(Metric<Values, Values> metric, Object expected, Object actual) {
    return grade(metric, expected, actual).score();
  }

  @Test
  void exactComparesByType() {
    var exact = Metrics.exact("a");

    assertThat(score(exact, "x", " x\n")).isEqualTo(1);
    assertThat(score(exact, "x", "X")).isZero();
    assertThat(score(exact, 5, 5.0)).isEqualTo(1);
    assertThat(score(exact, 5, "5")).isZero();
    assertThat(score(exact, true, true)).isEqualTo(1);
    assertThat(score(exact, List.of(1, "b"), List.of(1.0, "b "))).isEqualTo(1);
    assertThat(score(exact, List.of(1, 2), List.of(2, 1))).isZero();
    assertThat(score(exact, Map.of("x", 1, "y", 2), Map.of("y", 2, "x", 1))).isEqualTo(1);
    assertThat(score(exact, Map.of("x", 1), Map.of("z", 1))).isZero();
    assertThat(grade(exact, "billing", "shipping").feedback())
        .isEqualTo("a: expected 'billing', got 'shipping'.");
    assertThat(grade(exact, "billing", "billing").feedback()).isEqualTo("Right: a is 'billing'.");
  }

  @Test
  void absentValuesAreJudgedToo() {
    var exact = Metrics.exact("a");

    assertThat(grade(exact, Values.of("a", "x"), Values.EMPTY))
        .isEqualTo(Grade.of(0, "a: expected 'x', got nothing."));
    assertThat(grade(exact, Values.EMPTY, Values.of("a", "x")))
        .isEqualTo(Grade.of(0, "a: expected nothing, got 'x'."));
    assertThat(grade(exact, Values.EMPTY, Values.EMPTY).score()).isEqualTo(1);
  }

  @Test
  void severalFieldsCountEquallyAndAreParts() {
    var grade =
        grade(
            Metrics.exact("a", "b", "c"),
            Values.of("a", 1, "b", 2, "c", 3),
            Values.of("a", 1, "b", 9, "c", 3));

    assertThat(grade.score()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(grade.parts())
        .containsExactly(Map.entry("a", 1.0), Map.entry("b", 0.0), Map.entry("c", 1.0));
    assertThat(grade.feedback()).contains("b: expected '2', got '9'.").contains("Right: a is '1'.");
  }

  @Test
  void acceptedAlternativesCount() {
    var expected = Values.of("a", "NYC", "accepted", List.of("New York", "New York City"));

    assertThat(grade(Metrics.exact("a"), expected, Values.of("a", "New York City")).score())
        .isEqualTo(1);
    assertThat(grade(Metrics.normalised("a"), expected, Values.of("a", "new york")).score())
        .isEqualTo(1);
    assertThat(grade(Metrics.f1("a"), expected, Values.of("a", "York")).score())
        .isCloseTo(2 / 3.0, within(1e-12));
    assertThat(grade(Metrics.exact("a"), expected, Values.of("a", "Boston")).feedback())
        .isEqualTo("a: expected 'NYC' (or one of 2 others), got 'Boston'.");
    var text = Values.of("a", "x", "accepted", "[\"y\", \"z\"]");
    assertThat(grade(Metrics.exact("a"), text, Values.of("a", "z")).score()).isEqualTo(1);
    var perField = Values.of("a", "x", "b", "u", "accepted", Map.of("b", List.of("v")));
    assertThat(grade(Metrics.exact("a", "b"), perField, Values.of("a", "x", "b", "v")).score())
        .isEqualTo(1);
    assertThat(grade(Metrics.exact("a", "b"), perField, Values.of("a", "v", "b", "u")).score())
        .isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "The  Eiffel-Tower!; eiffeltower",
        "An apple, a pear; apple pear",
        "Theatre; theatre",
        "U.S.A.; usa",
        "  A  ; ~~",
        "Äh; äh",
        "'don''t'; dont",
        "the-end; theend",
        "x\u00a0y; x y",
      })
  void normalisingFollowsTheReference(String text, String normal) {
    assertThat(Normalised.text(text))
        .isEqualTo(java.text.Normalizer.normalize(normal, java.text.Normalizer.Form.NFD));
  }

  @Property
  void normalisingTwiceChangesNothingMore(@ForAll @StringLength(max = 30) String text) {
    var once = Normalised.text(Normalised.text(text));

    assertThat(Normalised.text(once)).isEqualTo(once);
  }

  @Test
  void f1IsTheOverlapOfWords() {
    assertThat(F1.of("the cat sat", "a cat sat down")).isCloseTo(0.8, within(1e-12));
    assertThat(F1.of("a a b b", "b b b")).isCloseTo(2.0 * 2 / 5, within(1e-12));
    assertThat(F1.of("x", "y")).isZero();
    assertThat(F1.of("", "")).isZero();
    assertThat(grade(Metrics.f1("a"), "cat sat", "cat").feedback())
        .isEqualTo("a: expected 'cat sat', got 'cat'. Word overlap (F1) 0.67.");
  }

  @Test
  void containsLooksInside() {
    assertThat(score(Metrics.contains("a"), "Paris", "It is paris, France")).isEqualTo(1);
    assertThat(score(Metrics.contains("a"), "Paris", "London")).isZero();
    assertThat(score(Metrics.contains("a"), "b", List.of("a", "b"))).isEqualTo(1);
    assertThat(score(new Contains(List.of("a"), true), "Paris", "paris")).isZero();
  }

  @Test
  void regexSearchesAndGivesUpInTime() {
    assertThat(score(Metrics.regex("^[A-Z]{3}-\\d+$", "a"), "ignored", "ABC-12")).isEqualTo(1);
    assertThat(
            grade(Metrics.regex("^[A-Z]{3}$", "a"), Values.EMPTY, Values.of("a", "abc")).feedback())
        .isEqualTo("a: expected '^[A-Z]{3}$', got 'abc'.");
    var own = new Matches(List.of("a"), java.util.Optional.empty());
    assertThat(score(own, "col(o|ou)r", "the colour")).isEqualTo(1);
    assertThat(grade(Metrics.regex("(x+x+)+y", "a"), "", "x".repeat(5_000)).feedback())
        .contains("took too long");
    assertThatThrownBy(() -> Metrics.regex("(", "a"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'('")
        .hasMessageContaining("single quotes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "18; 18",
        "It costs $1,234.50.; 1234.5",
        "3 + 4 = 7; 7",
        "so 5. #### 1,000; 1000",
        "#### -5 (checked 2 times); -5",
        "\\boxed{42}. I checked 3 times.; 42",
        "The answer is 12. That took 3 steps.; 12",
        "Answer: 7 apples of 10; 7",
        "about 3/4; 0.75",
        "10-4 leaves 6; 6",
        "2e3; 2000",
        "−3; -3",
        "temperature -2.5 C; -2.5",
        "50%; 50",
        ".5; 0.5",
        "Covid-19; 19",
      })
  void theFinalNumberIsFound(String text, double number) {
    assertThat(FinalNumber.in(text)).hasValue(number);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {"none", "~~", "####", "1/0", "a-b"})
  void withoutNumberNothingIsFound(String text) {
    assertThat(FinalNumber.in(text)).isEmpty();
  }

  @Test
  void numbersMayBeNear() {
    assertThat(score(Metrics.numeric(0, "a"), 0.3, 0.1 + 0.2)).isEqualTo(1);
    assertThat(score(Metrics.numeric(0, "a"), "1,000", "It is 1000.0")).isEqualTo(1);
    assertThat(score(Metrics.numeric(0.01, "a"), 2.5, 2.51)).isEqualTo(1);
    assertThat(score(Metrics.numeric(0.01, "a"), 2.5, 2.52)).isZero();
    assertThat(score(new Numeric(List.of("a"), 0, 0.1), 100, 109)).isEqualTo(1);
    assertThat(score(new Numeric(List.of("a"), 0, 0.1), 100, 111)).isZero();
    assertThat(grade(Metrics.numeric(0, "a"), 12, "13 apples").feedback())
        .isEqualTo("a: expected '12', got '13 apples'. Off by 1.");
    assertThat(grade(Metrics.numeric(0, "a"), 12, "many").feedback()).contains("no number");
    assertThat(grade(Metrics.numeric(0, "a"), "many", 12).feedback()).contains("holds no number");
    var accepted = Values.of("a", 1, "accepted", List.of(2, 3));
    assertThat(grade(Metrics.numeric(0, "a"), accepted, Values.of("a", "3")).score()).isEqualTo(1);
  }

  @Test
  void setsOverlap() {
    var expected = List.of("Red", "green", "blue");

    assertThat(score(Metrics.set("a"), expected, List.of("blue", "red", "green"))).isEqualTo(1);
    var grade = grade(Metrics.set("a"), expected, List.of("red", "pink"));
    assertThat(grade.score()).isCloseTo(0.4, within(1e-12));
    assertThat(grade.feedback()).endsWith("Missing: 'green', 'blue'. Too much: 'pink'.");
    assertThat(
            score(
                new SetOverlap(List.of("a"), SetOverlap.Measure.JACCARD),
                expected,
                List.of("red", "pink")))
        .isCloseTo(0.25, within(1e-12));
    assertThat(
            score(new SetOverlap(List.of("a"), SetOverlap.Measure.EXACT), expected, List.of("red")))
        .isZero();
    assertThat(score(Metrics.set("a"), "red, green", List.of("green", "red"))).isEqualTo(1);
    assertThat(score(Metrics.set("a"), List.of(), List.of())).isEqualTo(1);
    assertThat(score(Metrics.set("a"), List.of(), List.of("x"))).isZero();
    assertThat(
            score(
                Metrics.set("a"), List.of(Map.of("x", 1, "y", 2)), List.of(Map.of("y", 2, "x", 1))))
        .isEqualTo(1);
  }

  @Test
  void jsonIsComparedByStructure() {
    var json = Metrics.json("a");
    var expected = Json.parse("{\"a\": [1, {\"b\": 2.0}], \"c\": \"x\"}");

    assertThat(score(json, expected, "```json\n{\"c\": \"x\", \"a\": [1, {\"b\": 2}]}\n```"))
        .isEqualTo(1);
    assertThat(grade(json, expected, Json.parse("{\"a\": [1, {\"b\": 3}, 4], \"c\": \"x\"}")))
        .satisfies(g -> assertThat(g.score()).isZero())
        .satisfies(g ->
            assertThat(g.feedback())
                .endsWith("$.a[1].b should be '2', is '3'; $.a[2] should be nothing, is '4'."));
    assertThat(
            score(
                new JsonEqual(List.of("a"), 0, true),
                expected,
                Json.parse("{\"a\": [1, {\"b\": 9}], \"c\": \"x\"}")))
        .isCloseTo(2 / 3.0, within(1e-12));
    assertThat(score(new JsonEqual(List.of("a"), 0.5, false), Map.of("x", 1), Map.of("x", 1.4)))
        .isEqualTo(1);
    assertThat(score(json, Map.of(), Map.of())).isEqualTo(1);
    assertThat(score(json, Map.of("x", List.of()), Map.of("x", List.of(1)))).isZero();
  }

  @Test
  void mixesWeigh() {
    var mix = Metrics.mix(List.of(3.0, 1.0), Metrics.exact("a"), Metrics.numeric(0, "b"));
    var grade = grade(mix, Values.of("a", "x", "b", 1), Values.of("a", "x", "b", 2));

    assertThat(grade.score()).isEqualTo(0.75);
    assertThat(grade.parts()).containsExactly(Map.entry("a", 1.0), Map.entry("b", 0.0));
    assertThat(grade.feedback()).isEqualTo("Right: a is 'x'.\nb: expected '1', got '2'. Off by 1.");
    assertThatThrownBy(() -> Metrics.mix(List.of(1.0), Metrics.exact("a"), Metrics.f1("a")))
        .hasMessageContaining("2 metrics but 1 weights");
    var twice = Metrics.mix(List.of(1.0, 1.0), Metrics.exact("a"), Metrics.f1("a"));
    assertThat(grade(twice, "x y", "x").parts()).containsOnlyKeys("a", "f1:a");
  }

  @Test
  void recordsAreGradedByTheirValues() throws Exception {
    record Question(String text) {}
    record Answer(String label, double score) {}
    var metric = Metrics.over(Question.class, Answer.class, Metrics.exact("label", "score"));

    assertThat(
            metric
                .grade(new Question("q"), new Answer("x", 1), new Answer("x", 2), Trace.EMPTY)
                .score())
        .isEqualTo(0.5);
  }
}
