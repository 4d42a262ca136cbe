package dev.hone.bench;

import java.util.Locale;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** How small a difference some examples can show, and how many examples a difference needs. */
public final class Power {
  /**
   * Spread of paired differences when nothing better is known: a quarter of the examples disagree.
   */
  public static final double USUAL_SPREAD = 0.5;

  private static final double ROUNDING = 1e-9;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final double TWO_SIDED_95 = NORMAL.inverseCumulativeProbability(0.975);
  private static final double POWER_80 = NORMAL.inverseCumulativeProbability(0.8);

  private Power() {}

  /**
   * The least true difference that a paired comparison at 5 % tells from chance four times in five.
   *
   * @param examples at least 1
   * @param spread standard deviation of the paired differences; for right-or-wrong scores the root
   *     of the share of examples on which the two disagree
   */
  public static double detectable(int examples, double spread) {
    return (TWO_SIDED_95 + POWER_80) * spread / Math.sqrt(examples);
  }

  /** How many examples it takes to tell a true difference from chance four times in five. */
  public static int needed(double difference, double spread) {
    double root = (TWO_SIDED_95 + POWER_80) * spread / difference;
    return (int) Math.min(Integer.MAX_VALUE, Math.ceil(root * root - ROUNDING));
  }

  /** {@link #detectable} in words. */
  public static String sentence(int examples, double spread) {
    return String.format(
        Locale.ROOT,
        "With %d examples you can see differences above %.0f points (four times in five, at 5 %%); half of that takes %,d.",
        examples,
        100 * detectable(examples, spread),
        needed(detectable(examples, spread) / 2, spread));
  }
}
