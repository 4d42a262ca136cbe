package dev.hone.bench;

import dev.hone.engine.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Tests of whether a difference may be chance. Deterministic: resampling uses a fixed generator.
 */
public final class Significance {
  private static final int EXACT_UP_TO = 16;
  private static final int RESAMPLES = 20_000;
  private static final long SEED = 20_407;
  private static final double ROUNDING = 1e-12;

  private Significance() {}

  /**
   * Exact McNemar test of two prompts on the same right-or-wrong examples, two-sided. Only the
   * examples on which they disagree count.
   */
  public static double mcNemar(int gained, int lost) {
    return Statistics.signTest(gained, lost);
  }

  /**
   * Paired permutation test, two-sided: how often differences with random signs have a mean at
   * least as far from zero. All sign patterns up to {@value #EXACT_UP_TO} differences that are not
   * zero, otherwise {@value #RESAMPLES} random ones; 1 when nothing differs.
   */
  public static double permutation(double[] differences) {
    var values = Arrays.stream(differences).filter(d -> d != 0).toArray();
    if (values.length == 0) return 1;
    double observed = Math.abs(Arrays.stream(values).sum()) - ROUNDING;
    return values.length <= EXACT_UP_TO ? all(values, observed) : some(values, observed);
  }

  private static double all(double[] values, double observed) {
    int patterns = 1 << values.length;
    long extreme =
        IntStream.range(0, patterns)
            .filter(pattern -> Math.abs(signed(values, pattern)) >= observed)
            .count();
    return extreme / (double) patterns;
  }

  private static double signed(double[] values, int pattern) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) sum += (pattern >> i & 1) == 0 ? values[i] : -values[i];
    return sum;
  }

  private static double some(double[] values, double observed) {
    var random = new SplittableRandom(SEED);
    int extreme = 1;
    for (int round = 0; round < RESAMPLES; round++) {
      double sum = 0;
      long bits = 0;
      for (int i = 0; i < values.length; i++) {
        if (i % Long.SIZE == 0) bits = random.nextLong();
        sum += (bits & 1) == 0 ? values[i] : -values[i];
        bits >>>= 1;
      }
      if (Math.abs(sum) >= observed) extreme++;
    }
    return extreme / (RESAMPLES + 1.0);
  }

  /**
   * Holm's correction: p-values that may each be held against the level of the whole family.
   *
   * @return in the order of {@code values}, each from 0 to 1
   */
  public static List<Double> holm(List<Double> values) {
    var order =
        IntStream.range(0, values.size())
            .boxed()
            .sorted((a, b) -> Double.compare(values.get(a), values.get(b)))
            .toList();
    var adjusted = new Double[values.size()];
    double least = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      int i = order.get(rank);
      least = Math.max(least, Math.min(1, values.get(i) * (values.size() - rank)));
      adjusted[i] = least;
    }
    return List.of(adjusted);
  }
}
