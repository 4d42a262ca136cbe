package dev.hone.bench;

import dev.hone.engine.Interval;
import dev.hone.engine.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean of scores or differences measured with several seeds on the same examples. Both the
 * seeds and the examples are a sample, so the variance is that of a crossed design with two random
 * factors (Brennan, Generalizability Theory, 2001, chapter 3), with Satterthwaite's degrees of
 * freedom; no component is taken to be negative. With one seed there is nothing to tell how another
 * would fare: the interval is that of the examples alone.
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
    int seeds = before.size();
    var both =
        complete(IntStream.range(0, 2 * seeds).mapToObj(i -> row(before, after, i)).toList());
    var a = both.subList(0, seeds);
    var b = both.subList(seeds, 2 * seeds);
    if (seeds == 1) return single(a.getFirst(), b.getFirst());
    var differences = IntStream.range(0, seeds).mapToObj(s -> minus(b.get(s), a.get(s))).toList();
    var spread = Spread.of(differences);
    if (spread.variance() == 0) return single(averaged(a), averaged(b));
    return new Repeated(spread.interval(-1, 1, differences.getFirst().length), spread.p());
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

  /** Variance components of a table of seeds by examples. */
  private record Spread(double mean, double variance, double freedom) {
    static Spread of(List<double[]> rows) {
      int seeds = rows.size();
      int examples = rows.getFirst().length;
      var byExample = averaged(rows);
      var bySeed = rows.stream().mapToDouble(Spread::mean).toArray();
      double mean = mean(bySeed);
      if (examples < 2) return new Spread(mean, 0, 1);
      double forSeeds = examples * squares(bySeed, mean) / (seeds - 1);
      double forExamples = seeds * squares(byExample, mean) / (examples - 1);
      double rest = 0;
      for (int s = 0; s < seeds; s++)
        for (int e = 0; e < examples; e++) {
          double residual = rows.get(s)[e] - bySeed[s] - byExample[e] + mean;
          rest += residual * residual;
        }
      int restFreedom = (seeds - 1) * (examples - 1);
      rest /= restFreedom;
      double cells = (double) seeds * examples;
      forSeeds = Math.max(forSeeds, rest);
      double total = forSeeds + forExamples - rest;
      double freedom =
          total
              * total
              / (forSeeds * forSeeds / (seeds - 1)
                  + forExamples * forExamples / (examples - 1)
                  + rest * rest / restFreedom);
      return new Spread(mean, total / cells, Math.max(1, freedom));
    }

    Interval interval(double least, double most, int n) {
      double half =
          TDistribution.of(freedom).inverseSurvivalProbability(TAIL) * Math.sqrt(variance);
      return new Interval(
          mean, Math.max(least, mean - half), Math.min(most, mean + half), n, "crossed");
    }

    double p() {
      return 2
          * TDistribution.of(freedom).survivalProbability(Math.abs(mean) / Math.sqrt(variance));
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
