package dev.hone.store;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.core.Values;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Reads fields of a JSON object; a complaint names the field. */
record RecordFields(Map<String, Object> map) {

  boolean has(String key) {
    return map.containsKey(key);
  }

  Optional<String> maybe(String key) {
    return Optional.ofNullable(map.get(key)).map(String::valueOf);
  }

  String text(String key) {
    if (map.get(key) instanceof String text) return text;
    throw wrong(key, "text");
  }

  long whole(String key) {
    if (map.get(key) instanceof Long n) return n;
    throw wrong(key, "a whole number");
  }

  double number(String key) {
    if (map.get(key) instanceof Number n) return n.doubleValue();
    throw wrong(key, "a number");
  }

  RecordFields in(String key) {
    if (map.get(key) instanceof Map<?, ?> inner) return new RecordFields(Json.object(inner));
    throw wrong(key, "an object");
  }

  /** An object as values; empty when absent. */
  Values values(String key) {
    return has(key) ? Values.of(in(key).map()) : Values.EMPTY;
  }

  /** Every entry of an object; empty when absent. */
  <T> SortedMap<String, T> each(String key, BiFunction<RecordFields, String, T> read) {
    var out = new TreeMap<String, T>();
    if (!has(key)) return out;
    var fields = in(key);
    for (var name : fields.map().keySet()) out.put(name, read.apply(fields, name));
    return out;
  }

  private BadInput wrong(String key, String expected) {
    return new BadInput(
        map.containsKey(key)
            ? "'%s' must be %s, but is %s".formatted(key, expected, Json.write(map.get(key)))
            : "'%s' is missing; it must be %s".formatted(key, expected));
  }
}
