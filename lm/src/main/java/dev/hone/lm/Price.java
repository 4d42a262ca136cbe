package dev.hone.lm;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;

/**
 * What a model's tokens cost, in USD per million.
 *
 * @param cached input tokens that the provider had cached
 * @param output reasoning tokens included
 * @param date when this was looked up, as {@code YYYY-MM} or longer
 * @param source with what it was compared; empty when with nothing, so that it may be wrong
 */
public record Price(double input, double cached, double output, String date, String source) {
  private static final double MILLION = 1e6;

  /** What costs nothing, whoever asks. */
  public static final Price FREE = new Price(0, 0, 0, "", "runs here");

  public Price {
    if (!(input >= 0 && cached >= 0 && output >= 0))
      throw new BadInput(
          "A price is negative or no number: input %s, cached %s, output %s USD per million tokens."
              .formatted(input, cached, output));
  }

  public double of(Completion.Usage usage) {
    long cachedTokens = Math.min(usage.cached(), usage.input());
    return ((usage.input() - cachedTokens) * input
            + cachedTokens * cached
            + usage.output() * output)
        / MILLION;
  }

  /** What a call can cost at most, nothing being cached. */
  public double bound(long inputTokens, long outputTokens) {
    return (inputTokens * Math.max(input, cached) + outputTokens * output) / MILLION;
  }
}
