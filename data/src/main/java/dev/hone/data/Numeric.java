package dev.hone.data;

import dev.hone.core.Values;
import java.util.List;
import java.util.TreeMap;

/**
 * 1 when the number lies near an expected one: within {@code tolerance}, or within {@code relative}
 * of it. Text counts by its {@linkplain FinalNumber final number}.
 */
record Numeric(List<String> fields, double tolerance, double relative) implements PerField {
  private static final double ROUNDING = 1e-9;

  @Override
  public Verdict verdict(Reference right, Object actual) {
    var number = FinalNumber.in(actual);
    if (number.isEmpty()) return new Verdict(0, "There is no number in it.");
    double nearest = Double.POSITIVE_INFINITY;
    for (var answer : right.answers()) {
      var wanted = FinalNumber.in(answer);
      if (wanted.isEmpty()) continue;
      double off = Math.abs(number.getAsDouble() - wanted.getAsDouble());
      double size = Math.abs(wanted.getAsDouble());
      if (off <= Math.max(tolerance + ROUNDING * size, relative * size)) return Verdict.of(true);
      nearest = Math.min(nearest, off);
    }
    return new Verdict(
        0,
        nearest == Double.POSITIVE_INFINITY
            ? "The expected value holds no number."
            : "Off by %s.".formatted(Values.textOf((double) (float) nearest)));
  }

  @Override
  public Description describe() {
    var options = new TreeMap<String, Object>();
    if (tolerance > 0) options.put("tolerance", tolerance);
    if (relative > 0) options.put("relative", relative);
    return Description.of("numeric", fields, options);
  }
}
