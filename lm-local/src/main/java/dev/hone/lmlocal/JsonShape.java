package dev.hone.lmlocal;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON schema allows, as far as it can be guaranteed while a text is produced: types, fixed
 * values, properties in the order the schema lists them, which of them may be missing, items and
 * their number, alternatives and references. Limits on the content of strings and numbers are not
 * enforced.
 */
sealed interface JsonShape {
  JsonShape ANYTHING = new Anything();

  record Anything() implements JsonShape {}

  record Text() implements JsonShape {}

  /** A number without exponent; without fraction when {@code whole}. */
  record Numeral(boolean whole) implements JsonShape {}

  /** One of several values, as they are written. */
  record Choice(List<byte[]> values) implements JsonShape {}

  record Array(JsonShape item, int least, int most) implements JsonShape {}

  /** Exactly these members, in this order; those not required may be missing. */
  record Members(List<Member> members) implements JsonShape {}

  record Member(String name, JsonShape shape, boolean required) {}

  /** Any names, each with a value of one shape. */
  record Dictionary(JsonShape value) implements JsonShape {}

  record Either(List<JsonShape> shapes) implements JsonShape {}

  /** A named definition, looked up when it is reached, so that definitions may hold themselves. */
  record Reference(String name, Map<?, ?> definitions) implements JsonShape {
    JsonShape target() {
      return JsonShape.of(definitions.get(name), definitions);
    }
  }

  /**
   * @param schema a JSON schema whose instances are objects; an empty one means any object
   */
  static JsonShape of(Map<String, Object> schema) {
    if (schema.isEmpty()) {
      return new Dictionary(ANYTHING);
    }
    var definitions =
        schema.get("$defs") instanceof Map<?, ?> found
            ? found
            : schema.get("definitions") instanceof Map<?, ?> older ? older : Map.of();
    return of((Object) schema, definitions);
  }

  private static JsonShape of(@Nullable Object part, Map<?, ?> definitions) {
    if (!(part instanceof Map<?, ?> schema)) {
      if (Boolean.TRUE.equals(part)) {
        return ANYTHING;
      }
      throw new BadInput(
          "'" + part + "' is not a JSON schema. Write an object such as {\"type\": \"string\"}.");
    }
    if (schema.get("$ref") instanceof String reference) {
      var name = reference.substring(reference.lastIndexOf('/') + 1);
      if (!definitions.containsKey(name)) {
        throw new BadInput(
            "The JSON schema refers to '" + reference + "', which it does not define under $defs.");
      }
      return new Reference(name, definitions);
    }
    if (schema.containsKey("const")) {
      return choice(java.util.Collections.singletonList(schema.get("const")));
    }
    if (schema.get("enum") instanceof List<?> values) {
      return choice(values);
    }
    for (var key : List.of("anyOf", "oneOf")) {
      if (schema.get(key) instanceof List<?> list) {
        return new Either(list.stream().map(each -> of(each, definitions)).toList());
      }
    }
    if (schema.get("type") instanceof List<?> types) {
      return new Either(
          types.stream().map(type -> typed(String.valueOf(type), schema, definitions)).toList());
    }
    if (schema.get("type") instanceof String type) {
      return typed(type, schema, definitions);
    }
    return schema.containsKey("properties") ? typed("object", schema, definitions) : ANYTHING;
  }

  private static JsonShape typed(String type, Map<?, ?> schema, Map<?, ?> definitions) {
    return switch (type) {
      case "string" -> new Text();
      case "integer" -> new Numeral(true);
      case "number" -> new Numeral(false);
      case "boolean" -> choice(List.of(true, false));
      case "null" -> choice(java.util.Collections.singletonList(null));
      case "array" ->
          new Array(
              schema.containsKey("items") ? of(schema.get("items"), definitions) : ANYTHING,
              number(schema.get("minItems"), 0),
              number(schema.get("maxItems"), Integer.MAX_VALUE));
      case "object" -> object(schema, definitions);
      default ->
          throw new BadInput(
              "The JSON schema has the type '"
                  + type
                  + "'. Use string, integer, number, boolean, null, array or object.");
    };
  }

  private static JsonShape object(Map<?, ?> schema, Map<?, ?> definitions) {
    if (!(schema.get("properties") instanceof Map<?, ?> properties) || properties.isEmpty()) {
      var rest = schema.get("additionalProperties");
      return new Dictionary(rest instanceof Map<?, ?> ? of(rest, definitions) : ANYTHING);
    }
    Set<Object> required = new HashSet<>();
    if (schema.get("required") instanceof List<?> names) {
      required.addAll(names);
    } else {
      required.addAll(properties.keySet());
    }
    var members = new ArrayList<Member>();
    properties.forEach((name, value) ->
        members.add(
            new Member(String.valueOf(name), of(value, definitions), required.contains(name))));
    return new Members(List.copyOf(members));
  }

  private static Choice choice(List<?> values) {
    if (values.isEmpty()) {
      throw new BadInput("The JSON schema has an enum without values.");
    }
    return new Choice(
        values.stream().map(value -> Json.write(value).getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static int number(@Nullable Object value, int absent) {
    return value instanceof Number number ? number.intValue() : absent;
  }
}
