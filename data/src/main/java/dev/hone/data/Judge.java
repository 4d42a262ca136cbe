package dev.hone.data;

import dev.hone.core.BadInput;
import dev.hone.core.Grade;
import dev.hone.core.GraderFailed;
import dev.hone.core.Predictor;
import dev.hone.core.Prompt;
import dev.hone.core.Session;
import dev.hone.core.Signature;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Asks a model for a score by a rubric, on a scale from {@code worst} to {@code best}, which is
 * stretched to 0..1. A score off the scale is asked for once more, with the complaint; a second one
 * is a {@link GraderFailed}.
 */
record Judge(String rubric, double worst, double best, Predictor<Values, Values> predictor)
    implements DescribedMetric {
  static final String SLOT = "judge";
  private static final String INSTRUCTIONS =
      """
      Judge the actual output by the rubric. The input and the expected output tell what was asked \
      and what a right answer looks like. First give the reason, naming what is wrong and what would \
      be right, then the score.\
      """;

  static Judge of(String rubric, double worst, double best, String instructions) {
    if (!(best > worst))
      throw new BadInput(
          "A judge's scale runs from %s to %s. Write the worst score first, for example [1, 5]."
              .formatted(Values.textOf(worst), Values.textOf(best)));
    var signature =
        Signature.parse(
                "rubric, input, expected, actual, complaint: str? -> reason: str, score: float")
            .describe(
                Map.of(
                    "expected", "a right output",
                    "actual", "the output to judge",
                    "complaint", "what was wrong with your previous verdict",
                    "reason", "what is wrong and what would be right, in one or two sentences",
                    "score",
                        "a number from %s (worst) to %s (best)"
                            .formatted(Values.textOf(worst), Values.textOf(best))));
    var prompt = Prompt.of(instructions.isBlank() ? INSTRUCTIONS : instructions);
    return new Judge(rubric, worst, best, Predictor.of(SLOT, signature, prompt));
  }

  @Override
  public Grade grade(Values input, Values expected, Values actual, Trace trace) {
    throw new GraderFailed(
        "The judge needs a model to ask. Grade through a run, or hand grade(…) a session.");
  }

  @Override
  public Grade grade(Values input, Values expected, Values actual, Trace trace, Session judge) {
    var question =
        Values.of(
            "rubric",
            rubric,
            "input",
            input.text(),
            "expected",
            expected.map().isEmpty() ? "(none is given)" : expected.text(),
            "actual",
            actual.text());
    var verdict = judge.call(predictor, question);
    var score = score(verdict);
    if (score.isEmpty()) {
      verdict = judge.call(predictor, question.with("complaint", complaint(verdict)));
      score = score(verdict);
    }
    if (score.isEmpty())
      throw new GraderFailed("The judge gave no usable verdict: " + complaint(verdict));
    double share = (score.getAsDouble() - worst) / (best - worst);
    return Grade.of(
        Math.clamp(share, 0, 1),
        "Judged %s on a scale from %s to %s: %s"
            .formatted(
                Values.textOf(score.getAsDouble()),
                Values.textOf(worst),
                Values.textOf(best),
                verdict.text("reason")));
  }

  private OptionalDouble score(Values verdict) {
    return verdict.get("score") instanceof Number n
            && n.doubleValue() >= worst
            && n.doubleValue() <= best
        ? OptionalDouble.of(n.doubleValue())
        : OptionalDouble.empty();
  }

  private String complaint(Values verdict) {
    return "the score was %s, but must be a number from %s to %s."
        .formatted(
            Reference.shown(verdict.get("score")), Values.textOf(worst), Values.textOf(best));
  }

  @Override
  public List<Predictor<Values, Values>> judges() {
    return List.of(predictor);
  }

  @Override
  public Description describe() {
    var options = new TreeMap<String, Object>();
    options.put("rubric", rubric);
    options.put("scale", List.of(worst, best));
    options.put("instructions", predictor.seed().instructions().text());
    return Description.of("judge", List.of(), options);
  }
}
