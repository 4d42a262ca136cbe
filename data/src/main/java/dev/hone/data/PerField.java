package dev.hone.data;

import dev.hone.core.Grade;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Judges fields one by one; several fields count equally. */
interface PerField extends DescribedMetric {

  List<String> fields();

  /** The score of a value for which at least one answer is known. */
  Verdict verdict(Reference right, Object actual);

  /**
   * @param remark what to add to "expected …, got …"; may be empty
   */
  record Verdict(double score, String remark) {
    static Verdict of(boolean right) {
      return new Verdict(right ? 1 : 0, "");
    }
  }

  @Override
  default Grade grade(Values input, Values expected, Values actual, Trace trace) {
    var parts = new LinkedHashMap<String, Double>();
    var remarks = new ArrayList<String>();
    for (var field : fields()) {
      var grade = grade(Reference.of(field, expected, fields().size() == 1), actual);
      parts.put(field, grade.score());
      remarks.add(grade.feedback());
    }
    double mean = parts.values().stream().mapToDouble(s -> s).average().orElse(0);
    return new Grade(
        Math.clamp(mean, 0, 1),
        String.join("\n", remarks),
        fields().size() == 1 ? new LinkedHashMap<>() : parts);
  }

  private Grade grade(Reference right, Values actual) {
    var value = actual.get(right.field());
    if (value == null || right.answers().isEmpty()) {
      boolean agreed = right.answers().isEmpty() && (value == null || value.equals(""));
      return Grade.of(
          agreed,
          agreed
              ? "Right: %s is rightly left out.".formatted(right.field())
              : "%s: expected %s, got %s."
                  .formatted(right.field(), right.text(), Reference.shown(value)));
    }
    var verdict = verdict(right, value);
    var remark = verdict.remark().isEmpty() ? "" : " " + verdict.remark();
    return Grade.of(
        verdict.score(),
        verdict.score() >= 1
            ? "Right: %s is %s.%s".formatted(right.field(), Reference.shown(value), remark)
            : "%s: expected %s, got %s.%s"
                .formatted(right.field(), right.text(), Reference.shown(value), remark));
  }
}
