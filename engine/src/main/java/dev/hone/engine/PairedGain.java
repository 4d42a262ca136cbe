package dev.hone.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What is believed of a candidate's gain over a rival on a fixed set of examples, when only some of
 * them were run with both. The examples are divided into strata from which those that were run are
 * random draws; what was seen counts as it is, and what was not is drawn from a posterior. So
 * strata may be sampled at different rates, for example failures more densely than successes.
 *
 * <p>Within a stratum the share of the score that an unseen example gains, and the share it loses,
 * have Beta posteriors; paired differences between -1 and 1 enter as parts of a gain or a loss, so
 * that graded scores work as right-or-wrong ones do.
 *
 * @param certain the summed difference over examples that were chosen rather than drawn
 */
public record PairedGain(double certain, List<Stratum> strata) {
  private static final int DRAWS = 400;

  public PairedGain {
    strata = List.copyOf(strata);
  }

  /**
   * Examples that are alike, some of them run with both candidates.
   *
   * @param unseen how many were not
   * @param seen how many were
   * @param gained summed positive differences of those seen
   * @param lost summed negative differences of those seen, as a positive number
   */
  public record Stratum(int unseen, int seen, double gained, double lost, Prior gain, Prior loss) {
    private double draw(RandomGenerator random) {
      if (unseen == 0) return gained - lost;
      double up = gain.draw(random, gained, seen);
      double down = loss.draw(random, lost, seen);
      return gained - lost + unseen * (up - down);
    }

    private double mean() {
      return gained - lost + unseen * (gain.mean(gained, seen) - loss.mean(lost, seen));
    }
  }

  /**
   * A Beta prior on a share.
   *
   * @param yes weight of the share, in examples; 0 for a share that cannot occur
   */
  public record Prior(double yes, double no) {
    public static final Prior NEVER = new Prior(0, 1);

    private double mean(double hits, int n) {
      return (yes + hits) / (yes + no + n);
    }

    private double draw(RandomGenerator random, double hits, int n) {
      return yes + hits == 0 ? 0 : beta(yes + hits, no + n - hits, random);
    }
  }

  public static PairedGain none() {
    return new PairedGain(0, List.of());
  }

  public PairedGain withCertain(double difference) {
    return new PairedGain(certain + difference, strata);
  }

  public PairedGain with(Stratum stratum) {
    var more = new ArrayList<>(strata);
    more.add(stratum);
    return new PairedGain(certain, more);
  }

  /** The probability that the summed gain is above zero. */
  public double probability(RandomGenerator random) {
    int hits = 0;
    for (int i = 0; i < DRAWS; i++) {
      double sum = certain;
      for (var stratum : strata) sum += stratum.draw(random);
      if (sum > 0) hits++;
    }
    return hits / (double) DRAWS;
  }

  /** The expected gain, summed over all examples. */
  public double mean() {
    return certain + strata.stream().mapToDouble(Stratum::mean).sum();
  }

  private static double beta(double a, double b, RandomGenerator random) {
    double x = gamma(a, random);
    double y = gamma(b, random);
    return x + y == 0 ? 0.5 : x / (x + y);
  }

  /** Marsaglia and Tsang, ACM Transactions on Mathematical Software 26 (2000). */
  private static double gamma(double shape, RandomGenerator random) {
    if (shape < 1) return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v))
        return d * v;
    }
  }
}
