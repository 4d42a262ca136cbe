package dev.hone.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A metric for texts that has the judge's model refine them for the case at hand before they are
 * final: texts that are not perfect are rewritten by what was remarked on them and scored again,
 * and the best score counts. The feedback is that on the texts as they were, because it is they
 * that are to become better. The refiner of GEPA's {@code optimize_anything}.
 *
 * <p>A rewriting that cannot be read or scored leaves the score as it was.
 *
 * @param metric scores the texts; asked once more for each rewriting
 * @param refiner from the case, the texts and the remarks to the texts
 * @param times most rewritings of a case, one after the other; 1 to {@value #MOST}
 * @param by the output that tells the model how to refine, and is no text to be scored; so it can
 *     be improved like the others, and what came of it is a remark on it
 */
public record Refined(
    Metric<Values, Values> metric,
    Predictor<Values, Values> refiner,
    int times,
    Optional<String> by)
    implements Metric<Values, Values> {
  public static final String SLOT = "refine";

  /** Most rewritings of a case. */
  public static final int MOST = 100;

  /** How to refine, where nobody says otherwise. */
  public static final String INSTRUCTIONS =
      """
      A text was used on a case, and this is how it fared. Refine it for this case: take the remark \
      at its word, keep what it does not blame, and write the whole text, ready for use.\
      """;

  private static final List<Field> INPUTS =
      List.of(
          new Field("how", FieldType.Simple.TEXT, "what to heed above all", true),
          new Field("case", FieldType.Simple.TEXT, "", true),
          Field.of("present", FieldType.Simple.TEXT),
          Field.of("remark", FieldType.Simple.TEXT));

  public Refined {
    if (times < 1 || times > MOST)
      throw new BadInput(
          "A text can be refined 1 to %d times for a case, not %d.".formatted(MOST, times));
  }

  /**
   * @param texts names of the outputs that are scored
   * @throws BadInput when a text has a name that the refiner's own inputs have
   */
  public static Refined of(
      Metric<Values, Values> metric, List<String> texts, int times, Optional<String> by) {
    var outputs = new ArrayList<Field>();
    for (var text : texts) {
      if (INPUTS.stream().anyMatch(f -> f.name().equals(text)))
        throw new BadInput(
            "A text that is refined cannot be called '%s', which is what its refiner reads. Rename it."
                .formatted(text));
      outputs.add(
          Field.of(text, FieldType.Simple.TEXT).withDescription("the whole text, no comment"));
    }
    var signature = new Signature(INPUTS, outputs);
    return new Refined(metric, Predictor.of(SLOT, signature, Prompt.of(INSTRUCTIONS)), times, by);
  }

  /** Without a model to ask, the texts are scored as they are. */
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
    var attempts = new StringJoiner("\n\n");
    for (int i = 0; i < times && best.score() < 1; i++) {
      try {
        texts = judge.call(refiner, question(input, texts, actual, last));
        last = metric.grade(input, expected, texts, trace, judge);
      } catch (GraderFailed e) {
        break;
      }
      attempts.add("refined to:\n" + texts.text() + "\n" + remark(last));
      if (last.score() > best.score()) best = last;
    }
    var remarks = new LinkedHashMap<>(first.remarks());
    if (attempts.length() > 0) by.ifPresent(name -> remarks.put(name, attempts.toString()));
    return new Grade(best.score(), first.feedback(), best.parts(), remarks);
  }

  private Values scored(Values actual) {
    return actual.only(refiner.signature().outputs());
  }

  private Values question(Values input, Values texts, Values actual, Grade grade) {
    var question = Values.of("present", texts.text(), "remark", remark(grade));
    if (!input.map().isEmpty()) question = question.with("case", input.text());
    return by.isPresent() ? question.with("how", actual.text(by.get())) : question;
  }

  private static String remark(Grade grade) {
    var remark = new StringJoiner("\n");
    var score = "Score %s of 1. ".formatted(Values.textOf(grade.score()));
    remark.add((score + grade.feedback()).strip());
    grade.remarks().forEach((slot, text) -> remark.add(slot + ": " + text));
    return remark.toString();
  }
}
