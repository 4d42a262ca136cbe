package dev.hone.store;

import dev.hone.core.Candidate;
import dev.hone.core.Values;
import dev.hone.engine.Event;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** Writes a JSON schema for every kind of event, from the records themselves. */
final class EventSchemas {
  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

  private EventSchemas() {}

  /** Every event record. */
  static List<Class<?>> events() {
    return leaves(Event.class).toList();
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Arrays.stream(type.getPermittedSubclasses()).flatMap(EventSchemas::leaves);
  }

  /** The schema of a line of the log. */
  static Map<String, Object> line(Class<?> event) {
    boolean decision = Event.Decision.class.isAssignableFrom(event);
    var properties = new LinkedHashMap<String, Object>();
    properties.put("v", Map.of("const", 1L));
    properties.put("run", Map.of("type", "string"));
    properties.put("seq", Map.of("type", "integer", "minimum", 0L));
    properties.put("type", Map.of("const", event.getSimpleName()));
    properties.put("kind", Map.of("const", decision ? "decision" : "observation"));
    properties.put("step", Map.of("type", "integer", "minimum", -1L));
    properties.put("at", ordered("type", "string", "format", "date-time"));
    properties.put("elapsedMs", Map.of("type", "integer", "minimum", 0L));
    properties.put("process", Map.of("type", "string"));
    properties.put("late", Map.of("type", "boolean"));
    if (decision) properties.put("bodyHash", Map.of("type", "string"));
    else properties.put("key", Map.of("type", "string"));
    properties.put("spent", spent());
    properties.put("blob", ordered("type", "string", "pattern", "^[0-9a-f]{64}$"));
    properties.put("body", of(event));
    var schema = new LinkedHashMap<String, Object>();
    schema.put("$schema", DRAFT);
    schema.put("title", event.getSimpleName());
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put(
        "required",
        List.of("v", "run", "seq", "type", "kind", "step", "at", "elapsedMs", "process", "spent"));
    schema.put(
        "oneOf", List.of(Map.of("required", List.of("body")), Map.of("required", List.of("blob"))));
    return schema;
  }

  private static Map<String, Object> spent() {
    var properties = new LinkedHashMap<String, Object>();
    for (var name :
        List.of(
            "rollouts",
            "calls",
            "inputTokens",
            "cachedTokens",
            "outputTokens",
            "student",
            "teacher",
            "judge")) properties.put(name, ordered("type", "integer", "minimum", 0L));
    properties.put("usd", ordered("type", "number", "minimum", 0L));
    var inEveryLog = List.copyOf(properties.keySet());
    for (var name : List.of("unpriced", "failedAttempts"))
      properties.put(name, ordered("type", "integer", "minimum", 0L));
    return ordered("type", "object", "properties", properties, "required", inEveryLog);
  }

  private static SequencedMap<String, Object> ordered(Object... entries) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < entries.length; i += 2) map.put((String) entries[i], entries[i + 1]);
    return map;
  }

  static Map<String, Object> of(Class<?> record) {
    var properties = new LinkedHashMap<String, Object>();
    var required = new ArrayList<String>();
    for (RecordComponent component : record.getRecordComponents()) {
      properties.put(component.getName(), of(component.getGenericType()));
      if (component.getType() != Optional.class) required.add(component.getName());
    }
    return ordered("type", "object", "properties", properties, "required", required);
  }

  private static Object of(Type type) {
    if (type instanceof ParameterizedType p) {
      var raw = (Class<?>) p.getRawType();
      var last = p.getActualTypeArguments()[p.getActualTypeArguments().length - 1];
      if (raw == Optional.class) return of(last);
      if (List.class.isAssignableFrom(raw)) return ordered("type", "array", "items", of(last));
      return ordered("type", "object", "additionalProperties", of(last));
    }
    var c = (Class<?>) type;
    if (c == String.class || c == Duration.class) return Map.of("type", "string");
    if (c == long.class || c == int.class || c == Long.class) return Map.of("type", "integer");
    if (c == double.class || c == Double.class) return Map.of("type", "number");
    if (c == boolean.class) return Map.of("type", "boolean");
    if (c == Object.class) return Map.of();
    if (c == Candidate.class || c == Values.class) return Map.of("type", "object");
    if (c.isEnum())
      return Map.of(
          "enum",
          Arrays.stream(c.getEnumConstants())
              .map(e -> ((Enum<?>) e).name().toLowerCase(Locale.ROOT))
              .toList());
    if (c.isRecord()) return of(c);
    throw new IllegalStateException("No schema for " + c);
  }
}
