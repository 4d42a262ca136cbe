package dev.hone.cli;

import dev.hone.engine.Interval;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";

  private Figures() {}

  /** {@code 31.2 %} */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  /** {@code +46.9 points} */
  static String points(double difference) {
    return signed(difference) + " points";
  }

  /** {@code +46.9} */
  static String signed(double difference) {
    var text = String.format(Locale.ROOT, "%+.1f", difference * 100);
    return text.equals("-0.0") ? "+0.0" : text;
  }

  /** {@code 31.2 % (22.1 to 41.9)} */
  static String score(Interval interval) {
    if (interval.n() == 0) return "not measured";
    return String.format(
        Locale.ROOT,
        "%s (%.1f to %.1f)",
        percent(interval.mean()),
        interval.low() * 100,
        interval.high() * 100);
  }

  /** {@code +46.9 points (+33.0 to +58.2)} */
  static String difference(Interval interval) {
    return "%s (%s to %s)"
        .formatted(points(interval.mean()), signed(interval.low()), signed(interval.high()));
  }

  /** Thousands apart by a comma. */
  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  static String plural(long n, String noun) {
    return count(n) + " " + noun + (n == 1 ? "" : "s");
  }

  static String usd(double amount) {
    return String.format(Locale.ROOT, amount != 0 && amount < 0.01 ? "$%.5f" : "$%.2f", amount);
  }

  /** {@code 1:24}, or {@code 2:03:00} from an hour on. */
  static String clock(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds % 3600 / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }

  /** In words: {@code 42 s}, {@code 3 min 20 s}. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 10) return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    if (seconds < 60) return seconds + " s";
    if (seconds < 3600) return "%d min %d s".formatted(seconds / 60, seconds % 60);
    return "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
  }

  /** A scale from 0 to 1 with the interval and its mean on it. */
  static String scale(Interval interval, int width) {
    int low = place(interval.low(), width);
    int high = place(interval.high(), width);
    int mean = place(interval.mean(), width);
    var line = new StringBuilder();
    for (int i = 0; i < width; i++)
      line.append(
          i == mean
              ? '●'
              : i == low && low < mean ? '├' : i == high ? '┤' : i > low && i < high ? '─' : '·');
    return line.toString();
  }

  /** A bar filled by {@code share}. */
  static String bar(double share, int width) {
    int full = (int) Math.round(Math.clamp(share, 0, 1) * width);
    return "█".repeat(full) + "░".repeat(width - full);
  }

  /** The last {@code width} values, from 0 to 1, as small blocks. */
  static String sparkline(List<Double> values, int width) {
    var line = new StringBuilder();
    for (var value : values.subList(Math.max(0, values.size() - width), values.size()))
      line.append(BLOCKS.charAt((int) Math.round(Math.clamp(value, 0, 1) * (BLOCKS.length() - 1))));
    return line.toString();
  }

  /** At most {@code width} characters of the first line. */
  static String cut(String text, int width) {
    var line = text.strip().lines().findFirst().orElse("");
    boolean whole = line.length() <= width && line.length() == text.strip().length();
    if (whole) return line;
    return line.substring(0, Math.min(line.length(), Math.max(0, width - 1))) + "…";
  }

  /** Words over lines of at most {@code width} characters. */
  static String wrap(String text, int width) {
    var out = new StringBuilder();
    int column = 0;
    for (var word : text.strip().split("\\s+")) {
      if (column > 0 && column + 1 + word.length() > width) {
        out.append('\n');
        column = 0;
      } else if (column > 0) {
        out.append(' ');
        column++;
      }
      out.append(word);
      column += word.length();
    }
    return out.toString();
  }

  /** A line of a summary: a name and, under one another, what is to be said about it. */
  static String entry(String name, String text, int width) {
    return "  %-12s %s%n"
        .formatted(name, wrap(text, width - 15).replace("\n", "\n" + " ".repeat(15)));
  }

  private static int place(double share, int width) {
    return (int) Math.round(Math.clamp(share, 0, 1) * (width - 1));
  }
}
