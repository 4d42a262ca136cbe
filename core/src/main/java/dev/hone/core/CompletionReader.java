package dev.hone.core;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Reads the JSON form of a completion; what is absent has its usual value. */
final class CompletionReader {
  private CompletionReader() {}

  static Completion read(Map<String, ?> map) {
    try {
      return new Completion(
          text(map, "text"),
          list(map, "toolCalls").stream().map(CompletionReader::toolCall).toList(),
          usage(object(map.get("usage"))),
          constant(Completion.Finish.class, map, Completion.Finish.STOP),
          text(map, "model"),
          map.get("usd") instanceof Number usd
              ? OptionalDouble.of(usd.doubleValue())
              : OptionalDouble.empty(),
          list(map, "logprobs").stream().map(CompletionReader::token).toList(),
          constant(Completion.Source.class, map, Completion.Source.FRESH),
          timing(object(map.get("timing"))));
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new BadInput(
          "Not a completion: %s. It needs 'text', and 'usage' with numbers of tokens."
              .formatted(Json.write(map)),
          e);
    }
  }

  private static Message.ToolCall toolCall(Object call) {
    var map = object(call);
    return new Message.ToolCall(text(map, "id"), text(map, "name"), text(map, "arguments"));
  }

  private static Completion.Usage usage(Map<String, Object> map) {
    return new Completion.Usage(
        whole(map, "input", 0),
        whole(map, "cached", 0),
        whole(map, "output", 0),
        whole(map, "reasoning", 0));
  }

  private static Completion.Timing timing(Map<String, Object> map) {
    return new Completion.Timing(
        (int) whole(map, "attempts", 0),
        whole(map, "queueMs", 0),
        whole(map, "latencyMs", 0),
        whole(map, "firstTokenMs", -1));
  }

  private static Completion.Token token(Object token) {
    var map = object(token);
    return new Completion.Token(
        text(map, "text"),
        logprob(map),
        list(map, "alternatives").stream()
            .map(CompletionReader::object)
            .map(a -> new Completion.Alternative(text(a, "text"), logprob(a)))
            .toList());
  }

  private static double logprob(Map<String, Object> map) {
    return map.get("logprob") instanceof Number n ? n.doubleValue() : Double.NEGATIVE_INFINITY;
  }

  private static <E extends Enum<E>> E constant(Class<E> type, Map<String, ?> map, E usual) {
    var text = map.get(type.getSimpleName().toLowerCase(Locale.ROOT));
    return text == null ? usual : Enum.valueOf(type, String.valueOf(text).toUpperCase(Locale.ROOT));
  }

  private static String text(Map<String, ?> map, String key) {
    var value = map.get(key);
    return value == null ? "" : (String) value;
  }

  private static long whole(Map<String, Object> map, String key, long usual) {
    var value = map.get(key);
    return value == null ? usual : ((Number) value).longValue();
  }

  private static List<?> list(Map<String, ?> map, String key) {
    var value = map.get(key);
    return value == null ? List.of() : (List<?>) value;
  }

  private static Map<String, Object> object(@Nullable Object value) {
    return value == null ? Map.of() : Json.cast((Map<?, ?>) value);
  }
}
