package dev.hone.engine;

import dev.hone.core.BadInput;
import dev.hone.core.Request;
import dev.hone.lm.LanguageModel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * Upper limits of a run, never passed. Rollouts count the search; calls, tokens, US dollars and
 * time count everything, teacher, judge and final test included.
 */
public record Budget(long rollouts, long calls, long tokens, double usd, Duration time) {
  /** The longest answer, in tokens, where a limit needs one and the request names none. */
  public static final int MOST_OUTPUT = 4_096;

  private static final Duration EVER = Duration.ofDays(3650);
  public static final Budget NONE =
      new Budget(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Double.POSITIVE_INFINITY, EVER);

  public Budget {
    if (rollouts < 0 || calls < 0 || tokens < 0 || !(usd >= 0) || time.isNegative())
      throw new BadInput(
          "A budget cannot be negative: %s. Leave a limit out to have none."
              .formatted(text(rollouts, calls, tokens, usd, time)));
  }

  public static Budget rollouts(long n) {
    return NONE.withRollouts(n);
  }

  public static Budget usd(double amount) {
    return NONE.withUsd(amount);
  }

  public Budget withRollouts(long n) {
    return new Budget(n, calls, tokens, usd, time);
  }

  public Budget withCalls(long n) {
    return new Budget(rollouts, n, tokens, usd, time);
  }

  public Budget withTokens(long n) {
    return new Budget(rollouts, calls, n, usd, time);
  }

  public Budget withUsd(double amount) {
    return new Budget(rollouts, calls, tokens, amount, time);
  }

  public Budget withTime(Duration limit) {
    return new Budget(rollouts, calls, tokens, usd, limit);
  }

  /**
   * Checks that a limit in dollars can be kept.
   *
   * @throws BadInput naming the first of these models that has no price
   */
  public void requirePrices(LanguageModel... models) {
    if (!limitsUsd()) return;
    for (var model : models) if (model.mostUsd(1, 1).isEmpty()) throw unpriced(model.name());
  }

  /**
   * With a limit on tokens or money, an answer must have an upper length: the request with {@link
   * #MOST_OUTPUT}, where it has none of its own.
   */
  public Request bounded(Request request) {
    if (tokens == Long.MAX_VALUE && !limitsUsd() || request.settings().maxTokens().isPresent())
      return request;
    return request.withSettings(request.settings().with("maxTokens", MOST_OUTPUT));
  }

  static BadInput unpriced(String model) {
    return new BadInput(
        "The price of %s is unknown, so a budget in US dollars cannot be kept. Add the model to a price file ('prices: FILE' in a task file), or limit calls or tokens instead."
            .formatted(model));
  }

  public boolean limitsUsd() {
    return usd != Double.POSITIVE_INFINITY;
  }

  /** The limits that are set, by name, in the order of the components. */
  public SequencedMap<String, Object> limits() {
    var limits = new LinkedHashMap<String, Object>();
    if (rollouts != Long.MAX_VALUE) limits.put("rollouts", rollouts);
    if (calls != Long.MAX_VALUE) limits.put("calls", calls);
    if (tokens != Long.MAX_VALUE) limits.put("tokens", tokens);
    if (limitsUsd()) limits.put("usd", usd);
    if (!time.equals(EVER)) limits.put("time", time);
    return limits;
  }

  /** The limits that are set, in words; {@code none} when there are none. */
  public String text() {
    return text(rollouts, calls, tokens, usd, time);
  }

  private static String text(long rollouts, long calls, long tokens, double usd, Duration time) {
    var out = new StringBuilder();
    if (rollouts != Long.MAX_VALUE) out.append(rollouts).append(" rollouts, ");
    if (calls != Long.MAX_VALUE) out.append(calls).append(" calls, ");
    if (tokens != Long.MAX_VALUE) out.append(tokens).append(" tokens, ");
    if (usd != Double.POSITIVE_INFINITY) out.append(String.format(Locale.ROOT, "$%.4f, ", usd));
    if (!time.equals(EVER)) out.append(time).append(", ");
    return out.isEmpty() ? "none" : out.substring(0, out.length() - 2);
  }
}
