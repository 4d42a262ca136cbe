package dev.hone.data;

import dev.hone.core.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * 1 when two JSON values are equal, numbers within {@code tolerance}, keys in any order. With
 * {@code partial}, the share of leaves that agree.
 */
record JsonEqual(List<String> fields, double tolerance, boolean partial) implements PerField {
  private static final int SHOWN = 5;

  @Override
  public Verdict verdict(Reference right, Object actual) {
    var found = value(actual);
    Verdict best = new Verdict(-1, "");
    for (var answer : right.answers()) {
      var differences = new Differences(tolerance);
      differences.compare("$", value(answer), found);
      var verdict = differences.verdict(partial);
      if (verdict.score() > best.score()) best = verdict;
    }
    return best;
  }

  private static Object value(Object raw) {
    return raw instanceof String s ? Json.find(s).orElse(s.strip()) : raw;
  }

  @Override
  public Description describe() {
    var options = new TreeMap<String, Object>();
    if (tolerance > 0) options.put("tolerance", tolerance);
    if (partial) options.put("partial", true);
    return Description.of("json", fields, options);
  }

  private static final class Differences {
    private final double tolerance;
    private final List<String> found = new ArrayList<>();
    private int leaves;

    Differences(double tolerance) {
      this.tolerance = tolerance;
    }

    void compare(String path, @Nullable Object a, @Nullable Object b) {
      if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y && !(x.isEmpty() && y.isEmpty())) {
        var keys = new TreeSet<String>();
        x.keySet().forEach(k -> keys.add(String.valueOf(k)));
        y.keySet().forEach(k -> keys.add(String.valueOf(k)));
        for (var key : keys) compare(path + "." + key, x.get(key), y.get(key));
      } else if (a instanceof List<?> x
          && b instanceof List<?> y
          && !(x.isEmpty() && y.isEmpty())) {
        for (int i = 0; i < Math.max(x.size(), y.size()); i++)
          compare(
              path + "[" + i + "]", i < x.size() ? x.get(i) : null, i < y.size() ? y.get(i) : null);
      } else {
        leaves++;
        if (!same(a, b))
          found.add(
              "%s should be %s, is %s".formatted(path, Reference.shown(a), Reference.shown(b)));
      }
    }

    private boolean same(@Nullable Object a, @Nullable Object b) {
      if (a instanceof Number x && b instanceof Number y && tolerance > 0)
        return Math.abs(x.doubleValue() - y.doubleValue()) <= tolerance;
      return new Same(false).test(a, b);
    }

    Verdict verdict(boolean partial) {
      if (found.isEmpty()) return Verdict.of(true);
      var more = found.size() > SHOWN ? " and %d more".formatted(found.size() - SHOWN) : "";
      return new Verdict(
          partial ? 1 - (double) found.size() / leaves : 0,
          String.join("; ", found.subList(0, Math.min(SHOWN, found.size()))) + more + ".");
    }
  }
}
