package dev.hone.lmopenai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of JSON schema that providers can guarantee: every property required, optional ones
 * allowed to be null, no open maps.
 */
final class StrictSchema {
  private StrictSchema() {}

  /** Empty when the schema cannot be said in the dialect. */
  static Optional<SequencedMap<String, Object>> of(Map<?, ?> schema) {
    var copy = new LinkedHashMap<String, Object>();
    schema.forEach((name, value) -> copy.put(String.valueOf(name), value));
    if (!(copy.get("type") instanceof String type)) return Optional.empty();
    return switch (type) {
      case "object" -> object(copy);
      case "array" -> array(copy);
      default -> Optional.of(copy);
    };
  }

  private static Optional<SequencedMap<String, Object>> array(SequencedMap<String, Object> schema) {
    if (!(schema.get("items") instanceof Map<?, ?> items)) return Optional.empty();
    return of(items)
        .map(strict -> {
          schema.put("items", strict);
          return schema;
        });
  }

  private static Optional<SequencedMap<String, Object>> object(
      SequencedMap<String, Object> schema) {
    if (!(schema.get("properties") instanceof Map<?, ?> properties)
        || !Boolean.FALSE.equals(schema.getOrDefault("additionalProperties", false)))
      return Optional.empty();
    var required =
        schema.get("required") instanceof List<?> list
            ? new LinkedHashSet<Object>(list)
            : new LinkedHashSet<Object>();
    var all = new LinkedHashMap<String, Object>();
    for (var property : properties.entrySet()) {
      var name = String.valueOf(property.getKey());
      if (!(property.getValue() instanceof Map<?, ?> inner)) return Optional.empty();
      var strict = of(inner);
      if (strict.isEmpty()) return Optional.empty();
      if (!required.contains(name)) nullable(strict.get());
      all.put(name, strict.get());
    }
    schema.put("properties", all);
    schema.put("required", List.copyOf(all.keySet()));
    schema.put("additionalProperties", false);
    return Optional.of(schema);
  }

  private static void nullable(SequencedMap<String, Object> schema) {
    schema.put("type", List.of(String.valueOf(schema.get("type")), "null"));
    if (schema.get("enum") instanceof List<?> options) {
      var more = new ArrayList<@Nullable Object>(options);
      more.add(null);
      schema.put("enum", more);
    }
  }
}
