package dev.hone.data;

import dev.hone.core.Grade;
import dev.hone.core.Predictor;
import dev.hone.core.Refined;
import dev.hone.core.Session;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Another metric's score of texts that a model may refine for the case first. */
record RefinedMetric(Refined refined, DescribedMetric metric) implements DescribedMetric {

  @Override
  public Grade grade(Values input, Values expected, Values actual, Trace trace) throws Exception {
    return refined.grade(input, expected, actual, trace);
  }

  @Override
  public Grade grade(Values input, Values expected, Values actual, Trace trace, Session judge)
      throws Exception {
    return refined.grade(input, expected, actual, trace, judge);
  }

  @Override
  public List<Predictor<Values, Values>> judges() {
    var scorings = Collections.nCopies(refined.times() + 1, metric.judges());
    var refinings = Collections.nCopies(refined.times(), refined.refiner());
    return Stream.concat(scorings.stream().flatMap(List::stream), refinings.stream()).toList();
  }

  @Override
  public int leastJudgements() {
    return metric.leastJudgements();
  }

  @Override
  public Description describe() {
    var options = new TreeMap<String, Object>();
    options.put("times", refined.times());
    refined.by().ifPresent(by -> options.put("by", by));
    var part = new Part(metric.describe().name(), 1, metric.describe());
    return new Description("refined", 1, List.of(), options, List.of(part));
  }
}
