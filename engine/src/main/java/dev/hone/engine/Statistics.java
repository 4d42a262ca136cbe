package dev.hone.engine;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Intervals and tests for scores between 0 and 1. Deterministic: resampling uses a fixed generator.
 */
public final class Statistics {
  /** The 97.5 % quantile of the normal distribution. */
  private static final double Z = 1.959963984540054;

  private static final int RESAMPLES = 2_000;
  private static final int EXCHANGES = 4_000;
  private static final long SEED = 20_406;

  private Statistics() {}

  /**
   * The mean of scores with its 95 % interval: Wilson's for right-or-wrong scores, bootstrap
   * otherwise.
   */
  public static Interval mean(double[] scores) {
    int n = scores.length;
    if (n == 0) return new Interval(0, 0, 1, 0, "none");
    double mean = Arrays.stream(scores).average().orElse(0);
    if (Arrays.stream(scores).allMatch(s -> s == 0 || s == 1)) {
      var bounds = wilson(mean, n);
      return new Interval(mean, bounds[0], bounds[1], n, "wilson");
    }
    return bootstrap(scores, 0, 1);
  }

  /**
   * The mean of {@code pair[1] - pair[0]} with its 95 % interval: Newcombe's paired score interval
   * for right-or-wrong scores (Statistics in Medicine 17, 1998, method 10), bootstrap otherwise.
   */
  public static Interval pairedDifference(List<double[]> pairs) {
    if (pairs.isEmpty()) return new Interval(0, -1, 1, 0, "none");
    if (pairs.stream().allMatch(p -> (p[0] == 0 || p[0] == 1) && (p[1] == 0 || p[1] == 1)))
      return newcombe(pairs);
    return bootstrap(pairs.stream().mapToDouble(p -> p[1] - p[0]).toArray(), -1, 1);
  }

  /** Two-sided exact sign test; 1 when there is nothing to tell apart. */
  public static double signTest(int wins, int losses) {
    int n = wins + losses;
    if (n == 0) return 1;
    double tail = 0;
    double logTerm = -n * Math.log(2);
    for (int j = 0; j <= Math.min(wins, losses); j++) {
      tail += Math.exp(logTerm);
      logTerm += Math.log(n - j) - Math.log(j + 1.0);
    }
    return Math.min(1, 2 * tail);
  }

  /**
   * How often the best of several candidates leads the start by as much as here when none of them
   * is better: on each example, all change places with the start or none does, at random, so that
   * what they have in common stays (Westfall and Young, Resampling-Based Multiple Testing, 1993,
   * section 2.3). At least 1 in 4,001.
   *
   * @param start scores of the start
   * @param rivals scores of the candidates on the same examples, NaN where there is none
   */
  static double leadByChance(double[] start, List<double[]> rivals) {
    var gains = rivals.stream().map(r -> gains(start, r)).toList();
    double lead = gains.stream().mapToDouble(g -> Arrays.stream(g).sum()).max().orElse(0);
    if (lead <= 0) return 1;
    var random = new SplittableRandom(SEED);
    var sign = new int[start.length];
    int asMuch = 1;
    for (int i = 0; i < EXCHANGES; i++) {
      for (int j = 0; j < sign.length; j++) sign[j] = random.nextBoolean() ? 1 : -1;
      if (gains.stream().anyMatch(g -> signed(g, sign) >= lead - 1e-9)) asMuch++;
    }
    return asMuch / (EXCHANGES + 1.0);
  }

  private static double[] gains(double[] start, double[] rival) {
    var gains = new double[start.length];
    for (int i = 0; i < gains.length; i++)
      gains[i] = Double.isNaN(rival[i]) ? 0 : rival[i] - start[i];
    return gains;
  }

  private static double signed(double[] gains, int[] sign) {
    double sum = 0;
    for (int i = 0; i < gains.length; i++) sum += sign[i] * gains[i];
    return sum;
  }

  /**
   * Half the width of Hoeffding's interval for the mean of {@code n} values in a range, at error
   * {@code delta}.
   */
  public static double hoeffding(int n, double range, double delta) {
    return range * Math.sqrt(Math.log(2 / delta) / (2.0 * n));
  }

  /**
   * Half the width of the empirical Bernstein interval (Audibert et al. 2009), at error {@code
   * delta}.
   */
  public static double bernstein(int n, double variance, double range, double delta) {
    double log = Math.log(3 / delta);
    return Math.sqrt(2 * variance * log / n) + 3 * range * log / n;
  }

  /**
   * What to expect of the best of several means, having picked it: pulled towards the mean of all,
   * by as much as noise explains their spread.
   *
   * @param scores of the one that was picked
   * @param means of all that were looked at, the picked one's included
   */
  public static double shrunk(double[] scores, double[] means) {
    double mean = Arrays.stream(scores).average().orElse(0);
    double centre = Arrays.stream(means).average().orElse(0);
    double spread =
        Arrays.stream(means).map(m -> (m - centre) * (m - centre)).sum()
            / Math.max(1, means.length - 1);
    double noise = noise(scores, mean);
    double real = Math.max(0, spread - noise);
    return real + noise == 0 ? mean : centre + real / (real + noise) * (mean - centre);
  }

  private static double noise(double[] scores, double mean) {
    if (scores.length < 2) return 0;
    double sum = 0;
    for (var score : scores) sum += (score - mean) * (score - mean);
    return sum / (scores.length - 1) / scores.length;
  }

  private static double[] wilson(double p, int n) {
    double z2 = Z * Z / n;
    double centre = (p + z2 / 2) / (1 + z2);
    double half = Z * Math.sqrt(p * (1 - p) / n + z2 / (4.0 * n)) / (1 + z2);
    return new double[] {
      p == 0 ? 0 : Math.max(0, centre - half), p == 1 ? 1 : Math.min(1, centre + half)
    };
  }

  private static Interval newcombe(List<double[]> pairs) {
    double n = pairs.size();
    double both = pairs.stream().filter(p -> p[0] == 1 && p[1] == 1).count();
    double gained = pairs.stream().filter(p -> p[0] == 0 && p[1] == 1).count();
    double lost = pairs.stream().filter(p -> p[0] == 1 && p[1] == 0).count();
    double neither = n - both - gained - lost;
    double after = (both + gained) / n;
    double before = (both + lost) / n;
    var a = wilson(after, pairs.size());
    var b = wilson(before, pairs.size());
    double product = (both + gained) * (lost + neither) * (both + lost) * (gained + neither);
    double cross = both * neither - gained * lost;
    double corrected = cross > n / 2 ? cross - n / 2 : Math.min(cross, 0);
    double phi = product == 0 ? 0 : corrected / Math.sqrt(product);
    double difference = after - before;
    double low = difference - root(after - a[0], b[1] - before, phi);
    double high = difference + root(a[1] - after, before - b[0], phi);
    return new Interval(difference, Math.max(-1, low), Math.min(1, high), pairs.size(), "newcombe");
  }

  private static double root(double x, double y, double phi) {
    return Math.sqrt(Math.max(0, x * x - 2 * phi * x * y + y * y));
  }

  private static Interval bootstrap(double[] values, double least, double most) {
    int n = values.length;
    double mean = Arrays.stream(values).average().orElse(0);
    if (Arrays.stream(values).allMatch(v -> v == values[0])) {
      double unseen = Math.min(1, 3.0 / n);
      return new Interval(
          mean,
          Math.max(least, mean - unseen * (mean - least)),
          Math.min(most, mean + unseen * (most - mean)),
          n,
          "bootstrap");
    }
    var random = new SplittableRandom(SEED);
    var means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int j = 0; j < n; j++) sum += values[random.nextInt(n)];
      means[i] = sum / n;
    }
    Arrays.sort(means);
    int tail = (int) Math.round(RESAMPLES * 0.025);
    return new Interval(mean, means[tail], means[RESAMPLES - 1 - tail], n, "bootstrap");
  }
}
