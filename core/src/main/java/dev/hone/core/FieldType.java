package dev.hone.core;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * The type of a field. Values of every type are JSON-shaped: text, dates and choices are {@link
 * String}, integers {@link Long}, decimals {@link Double}, lists {@link List}, structures and maps
 * {@link Map}.
 */
public sealed interface FieldType {

  /** The type as written in a signature, for example {@code list[str]} or {@code 'a'|'b'}. */
  String text();

  /** The JSON schema of the type, with properties in declaration order. */
  SequencedMap<String, Object> schema();

  /** One of the types that have no parts. */
  enum Simple implements FieldType {
    TEXT("str", "text", "string"),
    BOOL("bool", "true or false", "boolean"),
    INT("int", "an integer", "integer"),
    DECIMAL("float", "a number", "number"),
    DATE("date", "a date as YYYY-MM-DD", "string"),
    TIME("time", "a time as HH:MM:SS", "string"),
    DATETIME("datetime", "a date and time as YYYY-MM-DDTHH:MM:SS", "string"),
    ANY("any", "a JSON value", "");

    private final String text;
    private final String words;
    private final String json;

    Simple(String text, String words, String json) {
      this.text = text;
      this.words = words;
      this.json = json;
    }

    @Override
    public String text() {
      return text;
    }

    /** The expectation in words. */
    public String words() {
      return words;
    }

    @Override
    public SequencedMap<String, Object> schema() {
      var schema = new LinkedHashMap<String, Object>();
      if (!json.isEmpty()) schema.put("type", json);
      if (this == DATE) schema.put("format", "date");
      if (this == TIME) schema.put("format", "time");
      if (this == DATETIME) schema.put("format", "date-time");
      return schema;
    }
  }

  /** One of several fixed texts. */
  record Choice(List<String> options) implements FieldType {
    public Choice {
      options = List.copyOf(options);
      if (options.isEmpty())
        throw new BadInput("A choice needs at least one option, for example 'yes'|'no'.");
      if (new LinkedHashSet<>(options).size() < options.size())
        throw new BadInput(
            "The choice %s names an option twice. Keep each option once.".formatted(options));
    }

    @Override
    public String text() {
      return options.stream().map(Choice::quoted).collect(Collectors.joining("|"));
    }

    static String quoted(String option) {
      var escaped = option.replace("\\", "\\\\");
      if (!option.contains("'")) return "'" + escaped + "'";
      if (!option.contains("\"")) return "\"" + escaped + "\"";
      return "'" + escaped.replace("'", "\\'") + "'";
    }

    @Override
    public SequencedMap<String, Object> schema() {
      var schema = new LinkedHashMap<String, Object>();
      schema.put("type", "string");
      schema.put("enum", options);
      return schema;
    }
  }

  /** A list whose elements all have one type. */
  record ListOf(FieldType element) implements FieldType {
    @Override
    public String text() {
      return "list[" + element.text() + "]";
    }

    @Override
    public SequencedMap<String, Object> schema() {
      var schema = new LinkedHashMap<String, Object>();
      schema.put("type", "array");
      schema.put("items", element.schema());
      return schema;
    }
  }

  /** A map from text to values of one type. */
  record MapOf(FieldType value) implements FieldType {
    @Override
    public String text() {
      return "map[" + value.text() + "]";
    }

    @Override
    public SequencedMap<String, Object> schema() {
      var schema = new LinkedHashMap<String, Object>();
      schema.put("type", "object");
      schema.put("additionalProperties", value.schema());
      return schema;
    }
  }

  /** A nested record. */
  record Structure(List<Field> fields) implements FieldType {
    public Structure {
      fields = List.copyOf(fields);
      var names = new LinkedHashSet<String>();
      for (var field : fields)
        if (!names.add(field.name()))
          throw new BadInput(
              "Field '%s' occurs twice in a nested record. Give each its own name."
                  .formatted(field.name()));
    }

    @Override
    public String text() {
      return fields.stream().map(Field::text).collect(Collectors.joining(", ", "{", "}"));
    }

    @Override
    public SequencedMap<String, Object> schema() {
      return schema(fields);
    }

    /**
     * The strict schema of an object with these fields: every field that is not optional is
     * required.
     */
    public static SequencedMap<String, Object> schema(List<Field> fields) {
      var properties = new LinkedHashMap<String, Object>();
      for (var field : fields) {
        var property = field.type().schema();
        if (!field.description().isEmpty()) property.put("description", field.description());
        properties.put(field.name(), property);
      }
      var schema = new LinkedHashMap<String, Object>();
      schema.put("type", "object");
      schema.put("properties", properties);
      schema.put("required", fields.stream().filter(f -> !f.optional()).map(Field::name).toList());
      schema.put("additionalProperties", false);
      return schema;
    }
  }
}
