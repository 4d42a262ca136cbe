package dev.hone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.GraderFailed;
import dev.hone.core.Predictor;
import dev.hone.core.Signature;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final Values INPUT = Values.of("text", "2+2?");
  private static final Values EXPECTED = Values.of("answer", "4");
  private static final Values ACTUAL = Values.of("answer", "5");

  private static Values verdict(Object score) {
    return Values.of("reason", "Four, not five.", "score", score);
  }

  @Test
  void theScaleIsStretchedToTheUnitInterval() throws Exception {
    var session = new ScriptedJudge(verdict(2.0));
    var grade =
        Metrics.judge("Is it right?", 1, 5).grade(INPUT, EXPECTED, ACTUAL, Trace.EMPTY, session);

    assertThat(grade.score()).isEqualTo(0.25);
    assertThat(grade.feedback()).isEqualTo("Judged 2 on a scale from 1 to 5: Four, not five.");
    assertThat(session.asked)
        .containsExactly(
            Values.of(
                "rubric",
                "Is it right?",
                "input",
                "text: 2+2?",
                "expected",
                "answer: 4",
                "actual",
                "answer: 5"));
  }

  @Test
  void aScoreOffTheScaleIsAskedForAgain() throws Exception {
    var session = new ScriptedJudge(verdict(7.0), verdict(5.0));
    var grade = Metrics.judge("r", 1, 5).grade(INPUT, EXPECTED, ACTUAL, Trace.EMPTY, session);

    assertThat(grade.score()).isEqualTo(1);
    assertThat(session.asked.get(1).text("complaint"))
        .isEqualTo("the score was '7', but must be a number from 1 to 5.");
    assertThatThrownBy(() ->
            Metrics.judge("r", 1, 5)
                .grade(
                    INPUT,
                    EXPECTED,
                    ACTUAL,
                    Trace.EMPTY,
                    new ScriptedJudge(verdict(7.0), Values.EMPTY)))
        .isInstanceOf(GraderFailed.class)
        .hasMessageContaining("the score was nothing");
  }

  @Test
  void withoutASessionThereIsNoJudgement() {
    assertThatThrownBy(() -> Metrics.judge("r", 0, 1).grade(INPUT, EXPECTED, ACTUAL, Trace.EMPTY))
        .isInstanceOf(GraderFailed.class);
  }

  @Test
  void aMixHandsTheSessionOn() throws Exception {
    var metric =
        Metrics.of(
            List.of(
                Map.of("exact", "answer", "weight", 1),
                Map.of("judge", Map.of("rubric", "r", "scale", List.of(0, 10)), "weight", 3)),
            Signature.parse("text -> answer"));
    var grade = metric.grade(INPUT, EXPECTED, ACTUAL, Trace.EMPTY, new ScriptedJudge(verdict(10)));

    assertThat(grade.score()).isEqualTo(0.75);
    assertThat(grade.parts()).containsExactly(Map.entry("answer", 0.0), Map.entry("judge", 1.0));
    assertThat(metric.judges()).singleElement().extracting(Predictor::slot).isEqualTo("judge");
    assertThat(metric.describe().needs()).containsExactly("answer");
    assertThat(Metrics.exact("answer").judges()).isEmpty();
  }

  @Test
  void theQuestionTellsTheScaleAndAsksForTheReasonFirst() {
    var judge = Metrics.judge("r", 1, 5).judges().getFirst();

    assertThat(judge.signature().outputs())
        .extracting(f -> f.name())
        .containsExactly("reason", "score");
    assertThat(judge.signature().output("score").description())
        .isEqualTo("a number from 1 (worst) to 5 (best)");
    assertThat(judge.seed().instructions().text()).contains("rubric");
  }
}
