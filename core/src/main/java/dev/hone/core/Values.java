package dev.hone.core;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An immutable, ordered map of field name to JSON-shaped value: what records become between a
 * program's edges. A missing optional value is absent; {@code null} does not occur.
 */
public record Values(SequencedMap<String, Object> map) {

  public static final Values EMPTY = new Values(new LinkedHashMap<>());

  public Values {
    var copy = LinkedHashMap.<String, Object>newLinkedHashMap(map.size());
    map.forEach((name, value) -> {
      if (value != null) copy.put(name, frozen(value));
    });
    map = Collections.unmodifiableSequencedMap(copy);
  }

  /** Alternating names and values: {@code Values.of("text", "hello", "count", 3)}. */
  public static Values of(Object... namesAndValues) {
    if (namesAndValues.length % 2 != 0)
      throw new IllegalArgumentException(
          "Values.of takes names and values in turn; it got %d arguments."
              .formatted(namesAndValues.length));
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2)
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    return new Values(map);
  }

  public static Values of(Map<String, ?> map) {
    return new Values(new LinkedHashMap<String, Object>(map));
  }

  public @Nullable Object get(String name) {
    return map.get(name);
  }

  public boolean has(String name) {
    return map.containsKey(name);
  }

  /** The value as a person or model reads it; empty when absent. */
  public String text(String name) {
    var value = map.get(name);
    return value == null ? "" : textOf(value);
  }

  public Values with(String name, Object value) {
    var next = new LinkedHashMap<String, Object>(map);
    next.put(name, value);
    return new Values(next);
  }

  /** These values and then those of {@code other}, which win where names meet. */
  public Values merge(Values other) {
    var all = new LinkedHashMap<String, Object>(map);
    all.putAll(other.map);
    return new Values(all);
  }

  /** Only the named values, in the order of {@code fields}. */
  public Values only(List<Field> fields) {
    var some = new LinkedHashMap<String, Object>();
    for (var field : fields) {
      var value = map.get(field.name());
      if (value != null) some.put(field.name(), value);
    }
    return new Values(some);
  }

  /** One {@code name: value} line per field. */
  public String text() {
    return map.entrySet().stream()
        .map(e -> e.getKey() + ": " + textOf(e.getValue()))
        .collect(Collectors.joining("\n"));
  }

  /** Plain text for scalars, one line of JSON for lists and structures. */
  public static String textOf(Object value) {
    return switch (value) {
      case String s -> s;
      case Double d when d == Math.rint(d) && Math.abs(d) < 1e15 -> Long.toString(d.longValue());
      case Number n -> n.toString();
      case Boolean b -> b.toString();
      case Enum<?> e -> e.toString();
      case TemporalAccessor time -> Dates.text(time);
      default -> Json.write(value);
    };
  }

  static Object frozen(Object value) {
    return switch (value) {
      case String s -> s;
      case Long l -> l;
      case Double d -> finite(d);
      case Boolean b -> b;
      case Integer i -> i.longValue();
      case Short i -> i.longValue();
      case Byte i -> i.longValue();
      case Float f -> finite(Double.parseDouble(f.toString()));
      case BigDecimal d -> finite(d.doubleValue());
      case BigInteger i when i.bitLength() < Long.SIZE -> i.longValue();
      case Values v -> v.map();
      case List<?> list -> frozenList(list);
      case Map<?, ?> inner -> frozenMap(inner);
      case Number n -> n;
      case Enum<?> e -> e.toString();
      case TemporalAccessor time -> Dates.text(time);
      default ->
          throw new IllegalArgumentException(
              "%s is not JSON-shaped. Use text, numbers, booleans, lists and maps."
                  .formatted(value.getClass().getName()));
    };
  }

  private static double finite(double d) {
    if (Double.isFinite(d)) return d;
    throw new IllegalArgumentException(
        "%s is not JSON-shaped. Use a finite number, or leave the value out.".formatted(d));
  }

  private static List<Object> frozenList(List<?> list) {
    var copy = new ArrayList<Object>(list.size());
    for (var item : list) if (item != null) copy.add(frozen(item));
    return Collections.unmodifiableList(copy);
  }

  private static SequencedMap<String, Object> frozenMap(Map<?, ?> map) {
    var copy = LinkedHashMap.<String, Object>newLinkedHashMap(map.size());
    map.forEach((k, v) -> {
      if (v != null) copy.put(String.valueOf(k), frozen(v));
    });
    return Collections.unmodifiableSequencedMap(copy);
  }
}
