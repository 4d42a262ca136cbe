package dev.hone.data;

import dev.hone.core.Grade;
import dev.hone.core.Predictor;
import dev.hone.core.Session;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/** The weighted mean of several metrics, with every metric's and field's score as a part. */
record Mix(List<Weighted> metrics) implements DescribedMetric {

  /**
   * @param name of the part; unique within the mix
   * @param weight positive; only its ratio to the others counts
   */
  record Weighted(String name, double weight, DescribedMetric metric) {}

  Mix {
    metrics = List.copyOf(metrics);
  }

  private interface Grading {
    Grade by(DescribedMetric metric) throws Exception;
  }

  @Override
  public Grade grade(Values input, Values expected, Values actual, Trace trace) throws Exception {
    return mixed(m -> m.grade(input, expected, actual, trace));
  }

  @Override
  public Grade grade(Values input, Values expected, Values actual, Trace trace, Session judge)
      throws Exception {
    return mixed(m -> m.grade(input, expected, actual, trace, judge));
  }

  private Grade mixed(Grading grading) throws Exception {
    var parts = new LinkedHashMap<String, Double>();
    var feedback = new ArrayList<String>();
    var remarks = new LinkedHashMap<String, String>();
    double sum = 0;
    for (var weighted : metrics) {
      var grade = grading.by(weighted.metric());
      sum += weighted.weight() * grade.score();
      if (grade.parts().isEmpty()) parts.put(weighted.name(), grade.score());
      else
        grade
            .parts()
            .forEach((part, score) ->
                parts.put(parts.containsKey(part) ? weighted.name() + ":" + part : part, score));
      if (!grade.feedback().isEmpty()) feedback.add(grade.feedback());
      grade
          .remarks()
          .forEach((slot, remark) -> remarks.merge(slot, remark, (a, b) -> a + "\n" + b));
    }
    return new Grade(Math.clamp(sum / total(), 0, 1), String.join("\n", feedback), parts, remarks);
  }

  private double total() {
    return metrics.stream().mapToDouble(Weighted::weight).sum();
  }

  @Override
  public List<Predictor<Values, Values>> judges() {
    return metrics.stream().flatMap(w -> w.metric().judges().stream()).toList();
  }

  @Override
  public int leastJudgements() {
    return metrics.stream().mapToInt(w -> w.metric().leastJudgements()).sum();
  }

  @Override
  public Description describe() {
    var parts =
        metrics.stream()
            .map(w -> new Part(w.name(), w.weight() / total(), w.metric().describe()))
            .toList();
    return new Description("mix", 1, List.of(), new TreeMap<>(), parts);
  }
}
