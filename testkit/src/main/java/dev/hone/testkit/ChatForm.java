package dev.hone.testkit;

import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How a chat completion is asked for and answered on the wire. */
final class ChatForm {
  private ChatForm() {}

  /** An answer and why it ended. */
  record Said(String text, Completion.Finish finish) {
    static Said of(String text) {
      return new Said(text, Completion.Finish.STOP);
    }
  }

  /** The turns of a body's {@code messages}, as text; what is no list has none. */
  static List<Message> messages(@Nullable Object raw) {
    var messages = new ArrayList<Message>();
    if (raw instanceof List<?> list)
      for (var one : list) {
        var turn = Json.object(one);
        messages.add(Message.of(role(String.valueOf(turn.get("role"))), flat(turn.get("content"))));
      }
    return messages;
  }

  private static Message.Role role(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "system", "developer" -> Message.Role.SYSTEM;
      case "assistant" -> Message.Role.ASSISTANT;
      case "tool" -> Message.Role.TOOL;
      default -> Message.Role.USER;
    };
  }

  private static String flat(@Nullable Object content) {
    if (content == null) return "";
    if (!(content instanceof List<?> parts)) return String.valueOf(content);
    return parts.stream()
        .filter(Map.class::isInstance)
        .map(p -> String.valueOf(Json.object(p).getOrDefault("text", "")))
        .collect(Collectors.joining("\n"));
  }

  /** How many answers a body asks for, at least 1. */
  static int choices(Map<String, Object> asked) {
    return asked.get("n") instanceof Number many ? Math.max(1, many.intValue()) : 1;
  }

  static Map<String, Object> usage(long in, long out) {
    var map = new LinkedHashMap<String, Object>();
    map.put("prompt_tokens", in);
    map.put("completion_tokens", out);
    map.put("total_tokens", in + out);
    return map;
  }

  static Object completion(String id, String model, List<Said> said, Map<String, Object> usage) {
    var choices =
        IntStream.range(0, said.size())
            .mapToObj(j -> {
              var choice = new LinkedHashMap<String, Object>();
              choice.put("index", j);
              choice.put("finish_reason", finish(said.get(j).finish()));
              choice.put("message", Map.of("role", "assistant", "content", said.get(j).text()));
              return choice;
            })
            .toList();
    var map = new LinkedHashMap<String, Object>();
    map.put("id", id);
    map.put("object", "chat.completion");
    map.put("created", 0);
    map.put("model", model);
    map.put("choices", choices);
    map.put("usage", usage);
    return map;
  }

  private static String finish(Completion.Finish finish) {
    return switch (finish) {
      case LENGTH -> "length";
      case FILTERED -> "content_filter";
      default -> "stop";
    };
  }
}
