package dev.hone.testkit;

import dev.hone.core.BadInput;
import dev.hone.core.Demo;
import dev.hone.core.Field;
import dev.hone.core.FieldType;
import dev.hone.core.Json;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request in {@link ScriptedFormat}, taken apart again, as a scripted model reads it.
 *
 * @param instructions all of them, frozen parts included
 * @param demos those that hold values
 */
public record Question(
    Signature signature, String instructions, List<Demo.Solved> demos, Values input) {

  public Question {
    demos = List.copyOf(demos);
  }

  /**
   * @throws BadInput when the request was written in another format
   */
  public static Question of(Request request) {
    var user = request.messages().stream().filter(m -> m.role() == Message.Role.USER).findFirst();
    if (user.isEmpty())
      throw new BadInput("The request has no user turn. Use ScriptedFormat for both models.");
    var body = Json.parseObject(user.get().text());
    if (!(body.get("signature") instanceof String signature)
        || !(body.get("demos") instanceof List<?> list))
      throw new BadInput(
          "The request is not in ScriptedFormat: %s. Use ScriptedFormat for both models."
              .formatted(user.get().text()));
    var demos = new ArrayList<Demo.Solved>();
    for (var demo : list) {
      var map = object(demo);
      demos.add(
          new Demo.Solved(
              Values.of(object(map.get("input"))), Values.of(object(map.get("output"))), false));
    }
    return new Question(
        Signature.parse(signature),
        request.messages().getFirst().text(),
        demos,
        Values.of(object(body.get("input"))));
  }

  /** Instructions and inputs: all that a model could read, demos aside. */
  public String text() {
    return instructions + "\n" + input.text();
  }

  /** An answer that says {@code text} in every text field, and something plain in the others. */
  public Values answer(String text) {
    var map = new LinkedHashMap<String, Object>();
    for (var field : signature.outputs()) map.put(field.name(), value(field.type(), text));
    return new Values(map);
  }

  private static Object value(FieldType type, String text) {
    return switch (type) {
      case FieldType.Simple simple ->
          switch (simple) {
            case TEXT, ANY -> text;
            case BOOL -> true;
            case INT -> 1L;
            case DECIMAL -> 0.5;
            case DATE -> "2026-01-01";
            case TIME -> "12:00:00";
            case DATETIME -> "2026-01-01T12:00:00";
          };
      case FieldType.Choice(var options) -> options.getFirst();
      case FieldType.ListOf(var element) -> List.of(value(element, text));
      case FieldType.MapOf(var element) -> Map.of("a", value(element, text));
      case FieldType.Structure(var fields) -> {
        var map = new LinkedHashMap<String, Object>();
        for (Field field : fields) map.put(field.name(), value(field.type(), text));
        yield map;
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
