package dev.hone.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A metric for texts that has the judge's model mend them for the case at hand before it is final:
 * texts that are not perfect are rewritten by what was remarked on them and scored again, and the
 * best score counts. The feedback is that on the texts as they were, because it is they that are to
 * become better. The refiner of GEPA's {@code optimize_anything}.
 *
 * @param metric scores the texts; asked once more for each rewriting
 * @param refiner from the case, the texts and the remark to the texts
 * @param times most rewritings of a case, one after the other; at least 1
 * @param by the output that tells the model how to mend, and is no text to be scored; so it can be
 *     improved like the others
 */
public record Refined(
    Metric<Values, Values> metric,
    Predictor<Values, Values> refiner,
    int times,
    Optional<String> by)
    implements Metric<Values, Values> {
  public static final String SLOT = "refine";

  /** How to mend, where nobody says otherwise. */
  public static final String INSTRUCTIONS =
      """
      A text was used on a case, and this is how it fared. Mend it for this case: take the remark at \
      its word, keep what it does not blame, and write the whole text, ready for use.\
      """;

  public Refined {
    if (times < 1)
      throw new BadInput("A text can be mended 1 time or more for a case, not %d.".formatted(times));
  }

  /**
   * @param texts names of the outputs that are scored
   */
  public static Refined of(
      Metric<Values, Values> metric, List<String> texts, int times, Optional<String> by) {
    var inputs = new ArrayList<>(Signature.parse("how: str?, case: str?, present, remark -> x").inputs());
    var outputs =
        texts.stream()
            .filter(t -> by.filter(t::equals).isEmpty())
            .map(t -> Field.of(t, FieldType.Simple.TEXT).withDescription("the whole text, without comment"))
            .toList();
    return new Refined(
        metric,
        Predictor.of(SLOT, new Signature(inputs, outputs), Prompt.of(INSTRUCTIONS)),
        times,
        by);
  }

  @Override
  public Grade grade(Values input, Values expected, Values actual, Trace trace) throws Exception {
    return metric.grade(input, expected, scored(actual), trace);
  }

  @Override
  public Grade grade(Values input, Values expected, Values actual, Trace trace, Session judge)
      throws Exception {
    var texts = scored(actual);
    var first = metric.grade(input, expected, texts, trace, judge);
    var last = first;
    var best = first;
    for (int i = 0; i < times && best.score() < 1; i++) {
      try {
        texts = judge.call(refiner, question(input, texts, actual, last));
      } catch (GraderFailed e) {
        break;
      }
      last = metric.grade(input, expected, texts, trace, judge);
      if (last.score() > best.score()) best = last;
    }
    return new Grade(best.score(), first.feedback(), best.parts(), first.remarks());
  }

  private Values scored(Values actual) {
    return actual.only(refiner.signature().outputs());
  }

  private Values question(Values input, Values texts, Values actual, Grade grade) {
    var question =
        Values.of(
            "present",
            texts.text(),
            "remark",
            "Score %s of 1. %s".formatted(Values.textOf(grade.score()), grade.feedback()).strip());
    if (!input.map().isEmpty()) question = question.with("case", input.text());
    return by.isPresent() ? question.with("how", actual.text(by.get())) : question;
  }
}
