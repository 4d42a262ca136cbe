package dev.hone.engine;

import java.util.ArrayList;
import java.util.HashMap;

/**
 * Two candidates on the same examples.
 *
 * @param a id of the candidate compared against
 * @param b id of the candidate whose advantage is measured
 * @param wins examples on which {@code b} scores higher
 * @param difference mean of b minus a, with its 95 % interval
 * @param p two-sided exact sign test over wins and losses
 */
public record Comparison(
    String a, String b, int wins, int ties, int losses, Interval difference, double p) {

  /** Compares on the examples that both observed. */
  public static Comparison of(Evaluation a, Evaluation b) {
    var known = new HashMap<String, Double>();
    for (var r : a.rollouts())
      if (r.status() != Rollout.Status.MISSING) known.put(r.example().id(), r.score());
    var pairs = new ArrayList<double[]>();
    for (var r : b.rollouts()) {
      var before = known.get(r.example().id());
      if (before != null && r.status() != Rollout.Status.MISSING)
        pairs.add(new double[] {before, r.score()});
    }
    int wins = (int) pairs.stream().filter(p -> p[1] > p[0]).count();
    int losses = (int) pairs.stream().filter(p -> p[1] < p[0]).count();
    return new Comparison(
        a.candidate().id(),
        b.candidate().id(),
        wins,
        pairs.size() - wins - losses,
        losses,
        Statistics.pairedDifference(pairs),
        Statistics.signTest(wins, losses));
  }

  /** Whether the whole interval lies above zero. */
  public boolean improved() {
    return difference.low() > 0;
  }
}
