package dev.hone.bench;

import dev.hone.engine.Interval;
import dev.hone.engine.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean of scores or differences measured with several seeds on the same examples. Both the
 * seeds and the examples are a sample, so the variance is that of a crossed design with two random
 * factors (Brennan, Generalizability Theory, 2001, chapter 3), with Satterthwaite's degrees of
 * freedom; no component is taken to be negative. Where seeds do not differ at all, a few of them
 * cannot show it, and the interval is wider than it need be. With one seed there is nothing to tell
 * how another would fare: the interval is that of the examples alone.
 *
 * @param interval 95 %
 * @param p two-sided, that the mean is zero; NaN where that is no question
 */
record Repeated(Interval interval, double p) {
  private static final double TAIL = 0.025;

  /**
   * Scores from 0 to 1, one row a seed, examples in the same order; NaN where none was observed.
   */
  static Repeated scores(List<double[]> seeds) {
    var complete = complete(seeds);
    if (complete.size() == 1) return new Repeated(Statistics.mean(complete.getFirst()), Double.NaN);
    var spread = Spread.of(complete);
    var interval =
        spread.variance() == 0
            ? Statistics.mean(averaged(complete))
            : spread.interval(0, 1, complete.getFirst().length);
    return new Repeated(interval, Double.NaN);
  }

  /** {@code after} minus {@code before}, each one row a seed. */
  static Repeated difference(List<double[]> before, List<double[]> after) {
    var both = new Paired(before, after).complete();
    if (both.seeds() == 1) return single(both.before().getFirst(), both.after().getFirst());
    var spread = Spread.of(both.differences());
    if (spread.variance() == 0) return single(averaged(both.before()), averaged(both.after()));
    return new Repeated(spread.interval(-1, 1, both.examples()), spread.p());
  }

  /**
   * The mean difference over several tasks, each of which counts alike. The tasks are taken as they
   * are, not as a sample of others: only their seeds and their examples could have been different.
   */
  static Repeated together(List<Paired> tasks) {
    if (tasks.size() == 1) return difference(tasks.getFirst().before(), tasks.getFirst().after());
    var complete = tasks.stream().map(Paired::complete).filter(t -> t.examples() > 0).toList();
    var spread = Spread.together(complete.stream().map(t -> Spread.of(t.differences())).toList());
    if (spread.variance() == 0)
      return single(pooled(complete, Paired::before), pooled(complete, Paired::after));
    int n = complete.stream().mapToInt(Paired::examples).sum();
    return new Repeated(spread.interval(-1, 1, n), spread.p());
  }

  /** Scores on one task before and after, or of one method and another: one row a seed each. */
  record Paired(List<double[]> before, List<double[]> after) {

    /** Without the examples that some seed did not observe. */
    Paired complete() {
      var both =
          Repeated.complete(
              IntStream.range(0, 2 * seeds()).mapToObj(i -> row(before, after, i)).toList());
      return new Paired(both.subList(0, seeds()), both.subList(seeds(), 2 * seeds()));
    }

    int seeds() {
      return before.size();
    }

    int examples() {
      return before.getFirst().length;
    }

    List<double[]> differences() {
      return IntStream.range(0, seeds()).mapToObj(s -> minus(after.get(s), before.get(s))).toList();
    }
  }

  private static double[] pooled(List<Paired> tasks, Function<Paired, List<double[]>> rows) {
    return tasks.stream().flatMapToDouble(t -> Arrays.stream(averaged(rows.apply(t)))).toArray();
  }

  /** The mean of one figure for each of several tasks, with the tasks as the sample. */
  static Interval acrossTasks(double[] values, double least, double most) {
    int n = values.length;
    double mean = Arrays.stream(values).average().orElse(0);
    if (n < 2) return new Interval(mean, least, most, n, "none");
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double half =
        TDistribution.of(n - 1.0).inverseSurvivalProbability(TAIL)
            * Math.sqrt(squares / (n - 1) / n);
    return new Interval(
        mean, Math.max(least, mean - half), Math.min(most, mean + half), n, "student");
  }

  private static double[] row(List<double[]> before, List<double[]> after, int i) {
    return i < before.size() ? before.get(i) : after.get(i - before.size());
  }

  /** One comparison: exact McNemar for right-or-wrong scores, a permutation test otherwise. */
  private static Repeated single(double[] before, double[] after) {
    var pairs =
        IntStream.range(0, before.length)
            .mapToObj(i -> new double[] {before[i], after[i]})
            .toList();
    var interval = Statistics.pairedDifference(pairs);
    boolean sharp =
        pairs.stream().allMatch(p -> (p[0] == 0 || p[0] == 1) && (p[1] == 0 || p[1] == 1));
    if (!sharp) return new Repeated(interval, Significance.permutation(minus(after, before)));
    int gained = (int) pairs.stream().filter(p -> p[1] > p[0]).count();
    int lost = (int) pairs.stream().filter(p -> p[1] < p[0]).count();
    return new Repeated(interval, Significance.mcNemar(gained, lost));
  }

  /** Mean squares, as what they add to the variance of a mean, with their degrees of freedom. */
  private record Component(double variance, double freedom) {
    static final Component NONE = new Component(0, 1);

    double uncertainty() {
      return variance * variance / freedom;
    }

    /** Of the mean of several independent means. */
    static Component together(List<Spread> spreads, Function<Spread, Component> part) {
      int n = spreads.size();
      var parts = spreads.stream().map(part).toList();
      double sum = parts.stream().mapToDouble(Component::variance).sum();
      if (sum == 0) return NONE;
      return new Component(
          sum / n / n, sum * sum / parts.stream().mapToDouble(Component::uncertainty).sum());
    }
  }

  /** Variance components of a table of seeds by examples. */
  private record Spread(double mean, Component seeds, Component examples, Component rest) {
    static Spread of(List<double[]> rows) {
      int seeds = rows.size();
      int examples = rows.getFirst().length;
      var byExample = averaged(rows);
      var bySeed = rows.stream().mapToDouble(Spread::mean).toArray();
      double mean = mean(bySeed);
      if (examples < 2) return new Spread(mean, Component.NONE, Component.NONE, Component.NONE);
      double cells = (double) seeds * examples;
      var forExamples =
          new Component(seeds * squares(byExample, mean) / (examples - 1) / cells, examples - 1.0);
      if (seeds == 1) return new Spread(mean, Component.NONE, forExamples, Component.NONE);
      double rest = 0;
      for (int s = 0; s < seeds; s++)
        for (int e = 0; e < examples; e++) {
          double residual = rows.get(s)[e] - bySeed[s] - byExample[e] + mean;
          rest += residual * residual;
        }
      double restFreedom = (seeds - 1.0) * (examples - 1);
      return new Spread(
          mean,
          new Component(examples * squares(bySeed, mean) / (seeds - 1) / cells, seeds - 1.0),
          forExamples,
          new Component(rest / restFreedom / cells, restFreedom));
    }

    /** Of the mean over several tables, whose components are better known together. */
    static Spread together(List<Spread> spreads) {
      return new Spread(
          spreads.stream().mapToDouble(Spread::mean).average().orElse(0),
          Component.together(spreads, Spread::seeds),
          Component.together(spreads, Spread::examples),
          Component.together(spreads, Spread::rest));
    }

    /** A component of the variance that comes out below zero is none. */
    private Component between() {
      return new Component(Math.max(seeds.variance(), rest.variance()), seeds.freedom());
    }

    double variance() {
      return between().variance() + examples.variance() - rest.variance();
    }

    private double freedom() {
      double uncertainty = between().uncertainty() + examples.uncertainty() + rest.uncertainty();
      return Math.max(1, variance() * variance() / uncertainty);
    }

    Interval interval(double least, double most, int n) {
      double half =
          TDistribution.of(freedom()).inverseSurvivalProbability(TAIL) * Math.sqrt(variance());
      return new Interval(
          mean, Math.max(least, mean - half), Math.min(most, mean + half), n, "crossed");
    }

    double p() {
      return 2
          * TDistribution.of(freedom()).survivalProbability(Math.abs(mean) / Math.sqrt(variance()));
    }

    private static double mean(double[] values) {
      return Arrays.stream(values).average().orElse(0);
    }

    private static double squares(double[] values, double mean) {
      return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    }
  }

  /** Without the examples that some seed did not observe. */
  private static List<double[]> complete(List<double[]> rows) {
    var kept =
        IntStream.range(0, rows.getFirst().length)
            .filter(e -> rows.stream().noneMatch(r -> Double.isNaN(r[e])))
            .toArray();
    return rows.stream().map(r -> IntStream.of(kept).mapToDouble(e -> r[e]).toArray()).toList();
  }

  private static double[] averaged(List<double[]> rows) {
    return IntStream.range(0, rows.getFirst().length)
        .mapToDouble(e -> rows.stream().mapToDouble(r -> r[e]).average().orElse(0))
        .toArray();
  }

  private static double[] minus(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
  }
}
