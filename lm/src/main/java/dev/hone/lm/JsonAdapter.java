package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Field;
import dev.hone.core.FieldType;
import dev.hone.core.Json;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One JSON object with a key per output. A model that can guarantee a schema is given one. Reading
 * is tolerant: the object may stand anywhere, be sloppily written, or be wrapped in another one.
 */
public final class JsonAdapter extends TurnsAdapter {
  private static final int DEEPEST_WRAPPER = 3;

  private final boolean schema;

  public JsonAdapter(Capabilities capabilities) {
    this.schema = capabilities.jsonSchema();
  }

  @Override
  public String name() {
    return "json";
  }

  @Override
  String system(Signature signature, String instructions) {
    return opening(signature, instructions)
        .append("Answer with one JSON object that has exactly these keys:\n")
        .append(FieldText.lines(signature.outputs()))
        .append("\n\nIts form is:\n")
        .append(layout(signature))
        .toString();
  }

  @Override
  void question(Signature signature, Values input, StringBuilder out) {
    labelled(signature.inputs(), input, out);
  }

  @Override
  String answer(Signature signature, Values output) {
    return Json.write(output.only(signature.outputs()).map());
  }

  @Override
  String reminder(Signature signature) {
    return "Answer with the JSON object only, keys in this order: %s."
        .formatted(signature.outputs().stream().map(Field::name).collect(Collectors.joining(", ")));
  }

  @Override
  public String layout(Signature signature) {
    return signature.outputs().stream()
        .map(f -> "\"" + f.name() + "\": " + slot(f))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** An empty schema asks for any object: strict schemas cannot describe open maps. */
  @Override
  ResponseFormat format(Signature signature) {
    if (!schema) return ResponseFormat.FREE;
    boolean open = signature.outputs().stream().anyMatch(f -> open(f.type()));
    return new ResponseFormat.JsonObject(
        "answer", open ? new LinkedHashMap<>() : FieldType.Structure.schema(signature.outputs()));
  }

  @Override
  public Values parse(Signature signature, Completion completion) {
    var raw = object(signature, completion.text());
    if (raw.isEmpty()) {
      if (completion.finish() == Completion.Finish.LENGTH && completion.text().contains("{"))
        throw new ParseFailure(
            ParseFailure.Kind.TRUNCATED,
            "The JSON object was cut off at the token limit. Allow more tokens or ask for less.");
      throw new ParseFailure(
          "No JSON object with the keys %s was found."
              .formatted(
                  signature.outputs().stream().map(Field::name).collect(Collectors.joining(", "))));
    }
    return Typed.values(signature, raw);
  }

  /**
   * The object with most of the outputs, looking into wrappers; of equal ones the last. Empty when
   * none has any.
   */
  static Map<String, Object> object(Signature signature, String text) {
    if (text.indexOf('{') < 0) return Map.of();
    Map<String, Object> best = Map.of();
    for (var value : Json.findAll(text)) {
      var found = best(signature, value, 0);
      if (!found.isEmpty() && found.size() >= best.size()) best = found;
    }
    return best;
  }

  private static Map<String, Object> best(Signature signature, Object value, int depth) {
    if (value instanceof List<?> list)
      return list.size() == 1 && depth == 0 ? best(signature, list.getFirst(), 1) : Map.of();
    if (!(value instanceof Map<?, ?> map)) return Map.of();
    var here = new LinkedHashMap<String, Object>();
    map.forEach((key, inner) -> {
      var field = Typed.named(signature.outputs(), String.valueOf(key));
      if (field != null && inner != null) here.putIfAbsent(field.name(), inner);
    });
    if (Typed.complete(signature, here) && !here.isEmpty() || depth == DEEPEST_WRAPPER) return here;
    Map<String, Object> best = here;
    for (var inner : map.values()) {
      if (inner == null) continue;
      var found = best(signature, inner, depth + 1);
      if (found.size() > best.size()) best = found;
    }
    return best;
  }

  private static boolean open(FieldType type) {
    return switch (type) {
      case FieldType.MapOf _ -> true;
      case FieldType.ListOf(var element) -> open(element);
      case FieldType.Structure(var fields) -> fields.stream().anyMatch(f -> open(f.type()));
      case FieldType.Simple simple -> simple == FieldType.Simple.ANY;
      case FieldType.Choice _ -> false;
    };
  }

  private static String slot(Field field) {
    return switch (field.type()) {
      case FieldType.Simple.TEXT -> "\"...\"";
      case FieldType.Choice choice -> choice.text().replace('\'', '"').replace("|", " or ");
      default -> "<" + FieldText.hint(field) + ">";
    };
  }
}
