package dev.hone.programs;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Coercion;
import dev.hone.core.Field;
import dev.hone.core.FieldMismatch;
import dev.hone.core.FieldType;
import dev.hone.core.Json;
import dev.hone.core.Prompt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads data that came from JSON or YAML; every complaint names a place. What is null is absent.
 */
final class Plain {
  private Plain() {}

  /** What {@code reading} gives; its complaint gets the place in front. */
  static <T> T at(String place, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (BadInput e) {
      throw e.at(place);
    }
  }

  static SequencedMap<String, Object> object(String place, @Nullable Object data) {
    if (!(data instanceof Map<?, ?> map))
      throw new BadInput("%s: expected names with values, found %s.".formatted(place, shown(data)));
    var copy = new LinkedHashMap<String, Object>();
    map.forEach((key, value) -> {
      if (value != null) copy.put(String.valueOf(key), value);
    });
    return copy;
  }

  static SequencedMap<String, Object> object(
      String place, @Nullable Object data, List<String> known) {
    var map = object(place, data);
    for (var key : map.keySet())
      if (!known.contains(key))
        throw new BadInput(
            "%s: unknown key '%s'. Known are %s.".formatted(place, key, String.join(", ", known)));
    return map;
  }

  static List<Object> list(String place, @Nullable Object data) {
    if (!(data instanceof List<?> list))
      throw new BadInput("%s: expected a list, found %s.".formatted(place, shown(data)));
    return new ArrayList<>(list);
  }

  static List<String> texts(String place, @Nullable Object data) {
    if (data == null) return List.of();
    if (data instanceof String one) return List.of(one);
    return list(place, data).stream().map(String::valueOf).toList();
  }

  /** The text under a key; empty when absent. */
  static String text(String place, Map<String, Object> map, String key) {
    var value = map.getOrDefault(key, "");
    if (value instanceof String text) return text.strip();
    throw new BadInput("%s: '%s' should be a text, but is %s.".formatted(place, key, shown(value)));
  }

  /** The text under a key that must be there. */
  static String text(String place, Map<String, Object> map, String key, String hint) {
    if (text(place, map, key).isEmpty())
      throw new BadInput("%s: '%s' is missing. Give it, %s.".formatted(place, key, hint));
    return text(place, map, key);
  }

  /** The value as the field's type has it; texts as they are. */
  static Object fitting(String place, Field field, Object value) {
    if (field.type() == FieldType.Simple.TEXT && value instanceof String text) return text;
    try {
      return Coercion.coerce(field, value);
    } catch (FieldMismatch e) {
      throw new BadInput(place + ": " + e.getMessage(), e);
    }
  }

  /** The JSON form of one prompt. */
  static Object prompt(Prompt prompt) {
    var slots = new TreeMap<>(Map.of("prompt", prompt));
    return new Candidate(slots).toJson().getOrDefault("prompt", Map.of());
  }

  private static String shown(@Nullable Object data) {
    if (data == null) return "nothing";
    var text = data instanceof String s ? "'" + s + "'" : Json.write(data);
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}
