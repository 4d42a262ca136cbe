package dev.hone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Grade;
import dev.hone.core.GraderFailed;
import dev.hone.core.Json;
import dev.hone.core.Metric;
import dev.hone.core.Predictor;
import dev.hone.core.Refined;
import dev.hone.core.Signature;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefinedMetricTest {
  private static final Signature TEXTS = Signature.parse("guest -> list, refiner");
  private static final Values INPUT = Values.of("guest", "Ada");
  private static final Values TEXT = Values.of("list", "salt", "refiner", "Add what is missed.");

  private static DescribedMetric read(String json) {
    return Metrics.of(Json.parse(json), TEXTS);
  }

  /** A third for each of salt, flour and water; what cannot be scored is refused. */
  private static final Metric<Values, Values> BREAD =
      (_, _, actual, _) -> {
        var list = actual.text("list");
        if (list.contains("sand")) throw new GraderFailed("nobody eats sand");
        long there = List.of("salt", "flour", "water").stream().filter(list::contains).count();
        return Grade.of(there / 3.0, "has " + there);
      };

  private static Grade grade(int times, ScriptedJudge judge) throws Exception {
    return Refined.of(BREAD, List.of("list"), times, Optional.of("refiner"))
        .grade(INPUT, Values.EMPTY, TEXT, Trace.EMPTY, judge);
  }

  @Test
  void theBestScoreCountsWithTheFirstFeedbackAndTheAttemptsAreARemarkOnTheRefiner()
      throws Exception {
    var judge =
        new ScriptedJudge(Values.of("list", "salt flour"), Values.of("list", "nothing at all"));
    var grade = grade(2, judge);
    assertThat(grade.score()).isEqualTo(2 / 3.0);
    assertThat(grade.feedback()).isEqualTo("has 1");
    assertThat(grade.remarks()).containsOnlyKeys("refiner");
    assertThat(grade.remarks().get("refiner"))
        .contains("refined to:\nlist: salt flour\nScore 0.6", "list: nothing at all", "has 0");
    assertThat(judge.asked.getFirst())
        .isEqualTo(
            Values.of(
                "present", "list: salt",
                "remark", "Score 0.3333333333333333 of 1. has 1",
                "case", "guest: Ada",
                "how", "Add what is missed."));
    assertThat(judge.asked.getLast().text("present")).isEqualTo("list: salt flour");
  }

  @Test
  void nobodyIsAskedAboutWhatIsPerfect() throws Exception {
    var judge = new ScriptedJudge(Values.of("list", "salt flour water"));
    assertThat(grade(5, judge).score()).isEqualTo(1);
    assertThat(judge.asked).hasSize(1);
  }

  @Test
  void aRefinedTextThatCannotBeScoredLeavesTheScoreAsItWas() throws Exception {
    var grade = grade(3, new ScriptedJudge(Values.of("list", "salt flour sand")));
    assertThat(grade).isEqualTo(Grade.of(1 / 3.0, "has 1"));
  }

  @Test
  void itIsReadAndDescribedWithWhatItAsks() {
    var metric =
        read(
            "{\"refined\": {\"times\": 2, \"by\": \"refiner\", \"metric\": {\"judge\": \"Is it good?\"}}}");
    assertThat(Metrics.toJson(metric.describe()).get("options"))
        .isEqualTo(Map.of("by", "refiner", "times", 2));
    assertThat(metric.judges())
        .extracting(Predictor::slot)
        .containsExactly("judge", "judge", "judge", "refine", "refine");
    assertThat(metric.leastJudgements()).isEqualTo(1);
    assertThat(read("[{\"refined\": {\"metric\": {\"f1\": [\"list\"]}}}]").leastJudgements())
        .isZero();
  }

  @Test
  void aMixHandsRemarksOn() throws Exception {
    var remarking =
        new DescribedMetric() {
          @Override
          public Grade grade(Values input, Values expected, Values actual, Trace trace) {
            return Grade.of(0.5, "so so").withRemarks(Map.of("list", "too short"));
          }

          @Override
          public Description describe() {
            return Description.of("remarking", List.of(), Map.of());
          }
        };
    var grade =
        Metrics.mix(List.of(1.0, 1.0), remarking, remarking)
            .grade(INPUT, Values.EMPTY, TEXT, Trace.EMPTY);
    assertThat(grade.remarks()).isEqualTo(Map.of("list", "too short\ntoo short"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{\"by\": \"hwo\", \"metric\": \"exact\"}; metric.refined.by: expected one of the texts [list, refiner]",
        "{\"times\": 0, \"metric\": \"exact\"}; metric.refined.times: expected a number, at least 1",
        "{\"times\": 1.5, \"metric\": \"exact\"}; metric.refined.times: expected a whole number from 1 to 100",
        "{\"by\": \"refiner\"}; metric.refined.metric: expected a metric, found null",
        "{\"by\": \"refiner\", \"metric\": {\"exact\": [\"refiner\"]}}; metric.refined.metric.exact: 'refiner' is not an output",
      })
  void whatIsWrongIsNamed(String options, String complaint) {
    assertThatThrownBy(() -> read("{\"refined\": " + options + "}"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void onlyTextsAreRefinedAndNoneMayBeCalledAsTheRefinersInputs() {
    assertThatThrownBy(() ->
            Metrics.of(
                Json.parse("{\"refined\": {\"metric\": \"exact\"}}"),
                Signature.parse("q -> amount: float")))
        .hasMessageContaining("only texts can be refined, and 'amount' is float");
    assertThatThrownBy(() -> Refined.of(BREAD, List.of("remark"), 1, Optional.empty()))
        .hasMessageContaining("cannot be called 'remark'");
  }
}
