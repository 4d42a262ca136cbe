package dev.hone.data;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One block of a configuration; every complaint says where it is. */
record Options(String place, Map<String, ?> map) {

  static Options of(String place, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) return new Options(place, cast(map));
    throw new BadInput(
        "%s: expected settings by name, found %s.".formatted(place, Json.write(value)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, ?> cast(Map<?, ?> map) {
    return (Map<String, ?>) map;
  }

  Options only(Set<String> known) {
    for (var key : map.keySet())
      if (!known.contains(key))
        throw new BadInput(
            "%s: unknown setting '%s'. %sKnown are %s."
                .formatted(place, key, Nearest.hint(key, known), new TreeSet<>(known)));
    return this;
  }

  boolean has(String key) {
    return map.get(key) != null;
  }

  Optional<String> text(String key) {
    return switch (map.get(key)) {
      case null -> Optional.empty();
      case String s when !s.isBlank() -> Optional.of(s);
      case Object other -> throw wrong(key, "a text", other);
    };
  }

  boolean flag(String key) {
    return switch (map.get(key)) {
      case null -> false;
      case Boolean b -> b;
      case Object other -> throw wrong(key, "true or false", other);
    };
  }

  OptionalDouble number(String key, double least) {
    return switch (map.get(key)) {
      case null -> OptionalDouble.empty();
      case Number n when n.doubleValue() >= least -> OptionalDouble.of(n.doubleValue());
      case Object other -> throw wrong(key, "a number, at least " + plain(least), other);
    };
  }

  /** A list of texts; a single text counts as a list of one. */
  Optional<List<String>> texts(String key) {
    return switch (map.get(key)) {
      case null -> Optional.empty();
      case String s -> Optional.of(List.of(s));
      case List<?> list when !list.isEmpty() && list.stream().allMatch(String.class::isInstance) ->
          Optional.of(list.stream().map(String::valueOf).toList());
      case Object other -> throw wrong(key, "a text or a list of texts", other);
    };
  }

  Optional<Duration> duration(String key) {
    var text = text(key);
    if (text.isEmpty()) return Optional.empty();
    try {
      var duration = Duration.parse(text.get());
      if (duration.isPositive()) return Optional.of(duration);
    } catch (DateTimeException e) {
      throw wrong(key, "a duration such as PT10S", text.get());
    }
    throw wrong(key, "a positive duration such as PT10S", text.get());
  }

  BadInput wrong(String key, String expected, Object value) {
    return new BadInput(
        "%s.%s: expected %s, found %s.".formatted(place, key, expected, Json.write(value)));
  }

  private static String plain(double d) {
    return d == Math.rint(d) ? Long.toString((long) d) : Double.toString(d);
  }
}
