package dev.hone.core;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes JSON; {@code sorted} gives the canonical form, {@code indent >= 0} the readable one. */
final class JsonWriter {
  private static final HexFormat HEX = HexFormat.of();
  private static final ClassValue<List<Component>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents()).map(JsonWriter::component).toList();
        }
      };
  private static final ClassValue<List<Component>> SORTED =
      new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
          return COMPONENTS.get(type).stream()
              .sorted(Comparator.comparing(Component::name))
              .toList();
        }
      };

  private static final ClassValue<Map<Enum<?>, String>> CONSTANTS =
      new ClassValue<>() {
        @Override
        protected Map<Enum<?>, String> computeValue(Class<?> type) {
          var names = new HashMap<Enum<?>, String>();
          for (var constant : type.getEnumConstants())
            if (constant instanceof Enum<?> c) names.put(c, c.name().toLowerCase(Locale.ROOT));
          return Map.copyOf(names);
        }
      };

  private final StringBuilder out;
  private final boolean sorted;
  private int indent;

  JsonWriter(StringBuilder out, boolean sorted, int indent) {
    this.out = out;
    this.sorted = sorted;
    this.indent = indent;
  }

  void write(@Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case String s -> string(s);
      case Double d -> number(d);
      case Float f -> number(f.doubleValue());
      case Number n -> out.append(n);
      case Boolean b -> out.append(b.booleanValue());
      case Values v -> object(v.map());
      case Map<?, ?> map -> object(map);
      case Path path -> string(path.toString());
      case Iterable<?> items -> array(items);
      case Optional<?> some -> write(some.orElse(null));
      case OptionalDouble some -> write(some.isPresent() ? some.getAsDouble() : null);
      case OptionalInt some -> write(some.isPresent() ? some.getAsInt() : null);
      case OptionalLong some -> write(some.isPresent() ? some.getAsLong() : null);
      case Candidate candidate -> object(candidate.toJson());
      case Record record -> record(record);
      case Enum<?> constant ->
          string(CONSTANTS.get(constant.getDeclaringClass()).getOrDefault(constant, ""));
      case Object[] array -> array(Arrays.asList(array));
      case TemporalAccessor time -> string(time.toString());
      case TemporalAmount time -> string(time.toString());
      case CharSequence s -> string(s.toString());
      default ->
          throw new IllegalArgumentException(
              "%s has no JSON form.".formatted(value.getClass().getName()));
    }
  }

  private static Component component(RecordComponent component) {
    component.getAccessor().setAccessible(true);
    return new Component(component.getName(), component.getAccessor());
  }

  private record Component(String name, Method accessor) {
    @Nullable Object of(Record record) {
      try {
        return accessor.invoke(record);
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(
            "Cannot read %s of %s.".formatted(name, record.getClass().getName()), e);
      }
    }
  }

  /** Components without a value are left out. */
  private void record(Record record) {
    boolean first = true;
    for (var component : (sorted ? SORTED : COMPONENTS).get(record.getClass())) {
      var value = component.of(record);
      if (absent(value)) continue;
      first = member(first, component.name, value);
    }
    end(first);
  }

  private static boolean absent(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Optional<?> some -> some.isEmpty();
      case OptionalDouble some -> some.isEmpty();
      case OptionalInt some -> some.isEmpty();
      case OptionalLong some -> some.isEmpty();
      default -> false;
    };
  }

  private void object(Map<?, ?> map) {
    boolean first = true;
    for (var entry : (sorted ? new TreeMap<Object, Object>(map) : map).entrySet())
      first = member(first, String.valueOf(entry.getKey()), entry.getValue());
    end(first);
  }

  private boolean member(boolean first, String name, @Nullable Object value) {
    out.append(first ? '{' : ',');
    if (first && indent >= 0) indent++;
    line();
    string(name);
    out.append(indent >= 0 ? ": " : ":");
    write(value);
    return false;
  }

  private void end(boolean empty) {
    if (empty) {
      out.append("{}");
      return;
    }
    if (indent >= 0) indent--;
    line();
    out.append('}');
  }

  private void array(Iterable<?> items) {
    var iterator = items.iterator();
    if (!iterator.hasNext()) {
      out.append("[]");
      return;
    }
    out.append('[');
    if (indent >= 0) indent++;
    boolean first = true;
    while (iterator.hasNext()) {
      if (!first) out.append(',');
      first = false;
      line();
      write(iterator.next());
    }
    if (indent >= 0) indent--;
    line();
    out.append(']');
  }

  private void line() {
    if (indent >= 0) out.append('\n').repeat("  ", indent);
  }

  private void number(double d) {
    if (!Double.isFinite(d))
      throw new IllegalArgumentException("%s has no JSON form.".formatted(d));
    out.append(
        d == Math.rint(d) && Math.abs(d) < 1e15
            ? Long.toString((long) d) + ".0"
            : Double.toString(d));
  }

  /** Half of a pair cannot be written to a file: no UTF-8 holds it. */
  private static boolean lonely(String s, int i) {
    char c = s.charAt(i);
    if (Character.isHighSurrogate(c))
      return i + 1 >= s.length() || !Character.isLowSurrogate(s.charAt(i + 1));
    return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(s.charAt(i - 1)));
  }

  private void string(String s) {
    out.append('"');
    int from = 0;
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && c < '\u2028') continue;
      if (c > '\u2029' && !(c >= Character.MIN_SURROGATE && lonely(s, i))) continue;
      out.append(s, from, i);
      from = i + 1;
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append("\\u").append(HEX.toHexDigits(c));
      }
    }
    out.append(s, from, s.length()).append('"');
  }
}
