package dev.hone.engine;

import dev.hone.core.Candidate;
import dev.hone.core.Trace;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One candidate on some examples. Rollouts are in example order, whatever order they finished in.
 */
public record Evaluation(Candidate candidate, List<Rollout> rollouts) {

  public Evaluation {
    rollouts = List.copyOf(rollouts);
  }

  /** Sum of scores; missing rollouts add nothing. */
  public double sum() {
    return rollouts.stream().mapToDouble(Rollout::score).sum();
  }

  /** Mean score over the rollouts that were observed; 0 when there are none. */
  public double mean() {
    long observed = rollouts.size() - missing();
    return observed == 0 ? 0 : sum() / observed;
  }

  public double score(int i) {
    return rollouts.get(i).score();
  }

  public boolean perfect() {
    return rollouts.stream().allMatch(Rollout::perfect);
  }

  public long failed() {
    return rollouts.stream().filter(r -> r.status() == Rollout.Status.FAILED).count();
  }

  public long missing() {
    return rollouts.stream().filter(r -> r.status() == Rollout.Status.MISSING).count();
  }

  /** The scores that were observed, in example order. */
  public double[] scores() {
    return rollouts.stream()
        .filter(r -> r.status() != Rollout.Status.MISSING)
        .mapToDouble(Rollout::score)
        .toArray();
  }

  /** The mean of each part that the metric names, over the rollouts that have it. */
  public Map<String, Double> parts() {
    var sums = new LinkedHashMap<String, DoubleSummaryStatistics>();
    for (var rollout : rollouts)
      rollout
          .grade()
          .parts()
          .forEach((part, score) ->
              sums.computeIfAbsent(part, _ -> new DoubleSummaryStatistics()).accept(score));
    var means = new LinkedHashMap<String, Double>();
    sums.forEach((part, sum) -> means.put(part, sum.getAverage()));
    return means;
  }

  /** The mean with its 95 % interval. */
  public Interval interval() {
    return Statistics.mean(scores());
  }

  /** The paired difference of {@code other} over this one, on the examples that both observed. */
  public Comparison comparedWith(Evaluation other) {
    return Comparison.of(this, other);
  }

  /**
   * What one slot read and said in each rollout, with the grade: the raw material of reflection.
   */
  public List<Reflection> reflections(String slot) {
    return rollouts.stream()
        .flatMap(r -> r.trace().at(slot).stream().map(s -> new Reflection(r, s)))
        .toList();
  }

  /** One step of one slot, seen with its rollout's grade. */
  public record Reflection(Rollout rollout, Trace.Step step) {

    /** Input, output, score, feedback and the remark on the slot, as a model reads them. */
    public String text() {
      return String.format(
              Locale.ROOT,
              "%s\n-> %s\nscore %.2f. %s\n%s",
              step.input().text(),
              step.error().orElse(step.output().text()),
              rollout.score(),
              rollout.grade().feedback(),
              rollout.grade().remarks().getOrDefault(step.slot(), ""))
          .strip();
    }
  }
}
