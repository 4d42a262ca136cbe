package dev.hone.data;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed equality: numbers by value, text up to surrounding space, structures by their parts. */
record Same(boolean ignoreCase) {

  boolean test(@Nullable Object a, @Nullable Object b) {
    return switch (a) {
      case null -> b == null;
      case Number x when b instanceof Number y ->
          new BigDecimal(x.toString()).compareTo(new BigDecimal(y.toString())) == 0;
      case String x when b instanceof String y ->
          ignoreCase ? x.strip().equalsIgnoreCase(y.strip()) : x.strip().equals(y.strip());
      case List<?> x when b instanceof List<?> y -> {
        boolean same = x.size() == y.size();
        for (int i = 0; same && i < x.size(); i++) same = test(x.get(i), y.get(i));
        yield same;
      }
      case Map<?, ?> x when b instanceof Map<?, ?> y ->
          x.keySet().equals(y.keySet())
              && x.keySet().stream().allMatch(k -> test(x.get(k), y.get(k)));
      default -> a.equals(b);
    };
  }
}
