package dev.hone.bench;

import dev.hone.engine.Interval;
import java.util.Locale;
import java.util.Optional;

/** Numbers as tables of comparisons write them: scores in points of a hundred. */
final class Text {
  private Text() {}

  /** {@code 45.2} */
  static String score(double share) {
    return String.format(Locale.ROOT, "%.1f", share * 100);
  }

  /** {@code +12.3} */
  static String signed(double difference) {
    var text = String.format(Locale.ROOT, "%+.1f", difference * 100);
    return text.equals("-0.0") ? "+0.0" : text;
  }

  /** {@code +12.3 [+4.1, +20.0]} */
  static String gain(Interval interval) {
    return "%s [%s, %s]"
        .formatted(signed(interval.mean()), signed(interval.low()), signed(interval.high()));
  }

  /** {@code 45.2 [38.0, 52.6]} */
  static String interval(Interval interval) {
    return "%s [%s, %s]"
        .formatted(score(interval.mean()), score(interval.low()), score(interval.high()));
  }

  static String p(double value) {
    return value < 0.001 ? "<.001" : String.format(Locale.ROOT, "%.3f", value);
  }

  /** Whole, thousands apart. */
  static String count(double n) {
    return String.format(Locale.ROOT, "%,.0f", n);
  }

  /** {@code 12.3k} from ten thousand on, {@code 1.2M} from a million on. */
  static String brief(double n) {
    if (n >= 1e6) return String.format(Locale.ROOT, "%.1fM", n / 1e6);
    if (n >= 1e4) return String.format(Locale.ROOT, "%.0fk", n / 1e3);
    return count(n);
  }

  static String usd(Optional<Double> amount) {
    if (amount.isEmpty()) return "?";
    double usd = amount.get();
    if (usd == 0) return "0";
    return String.format(Locale.ROOT, usd < 0.01 ? "%.5f" : usd < 1 ? "%.3f" : "%.2f", usd);
  }

  static String seconds(double seconds) {
    return String.format(Locale.ROOT, seconds < 10 ? "%.1f" : "%,.0f", seconds);
  }

  /** {@code one task}, {@code 3 tasks} */
  static String plural(long n, String noun) {
    return n == 1 ? "one " + noun : n + " " + noun + "s";
  }
}
