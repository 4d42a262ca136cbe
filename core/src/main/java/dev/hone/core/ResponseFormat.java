package dev.hone.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The shape an answer must have, for models that can guarantee one; others take it as a wish. */
public sealed interface ResponseFormat {
  ResponseFormat FREE = new Free();

  Map<String, Object> toJson();

  /** Reads the JSON form. */
  static ResponseFormat fromJson(Map<String, Object> json) {
    if (json.get("oneOf") instanceof List<?> options)
      return new OneOf(options.stream().map(String::valueOf).toList());
    return json.containsKey("schema")
        ? new JsonObject(String.valueOf(json.get("name")), Json.object(json.get("schema")))
        : FREE;
  }

  /** Any text. */
  record Free() implements ResponseFormat {
    @Override
    public Map<String, Object> toJson() {
      return Map.of();
    }
  }

  /** A JSON object that follows a schema; an empty schema means any object. */
  record JsonObject(String name, SequencedMap<String, Object> schema) implements ResponseFormat {
    public JsonObject {
      schema = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(schema));
    }

    @Override
    public Map<String, Object> toJson() {
      var map = new LinkedHashMap<String, Object>();
      map.put("name", name);
      map.put("schema", schema);
      return map;
    }
  }

  /**
   * Exactly one of several texts: a model that can score continuations answers without generating.
   */
  record OneOf(List<String> options) implements ResponseFormat {
    public OneOf {
      options = List.copyOf(options);
    }

    @Override
    public Map<String, Object> toJson() {
      return Map.of("oneOf", options);
    }
  }
}
