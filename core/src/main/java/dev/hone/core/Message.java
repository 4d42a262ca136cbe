package dev.hone.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One turn of a conversation.
 *
 * @param content text and media in order
 * @param toolCalls calls an assistant asks for
 * @param toolCallId which call a tool's turn answers
 */
public record Message(
    Role role, List<Content> content, List<ToolCall> toolCalls, Optional<String> toolCallId) {

  /** Who speaks. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT,
    TOOL
  }

  /** A piece of a turn. */
  public sealed interface Content {}

  public record Text(String text) implements Content {}

  /**
   * Something that is not text, by its hash; a model looks the bytes up where it keeps them.
   *
   * @param type the MIME type
   * @param uri where the bytes are: a {@code data:}, {@code file:} or {@code https:} address
   */
  public record Media(String type, String sha256, String uri) implements Content {}

  /**
   * @param arguments a JSON object as text, as the model wrote it
   */
  public record ToolCall(String id, String name, String arguments) {}

  public Message {
    content = List.copyOf(content);
    toolCalls = List.copyOf(toolCalls);
  }

  public static Message system(String text) {
    return of(Role.SYSTEM, text);
  }

  public static Message user(String text) {
    return of(Role.USER, text);
  }

  public static Message assistant(String text) {
    return of(Role.ASSISTANT, text);
  }

  public static Message of(Role role, String text) {
    return new Message(role, List.of(new Text(text)), List.of(), Optional.empty());
  }

  /** All text of this turn. */
  public String text() {
    if (content.size() == 1 && content.getFirst() instanceof Text(var text)) return text;
    return content.stream()
        .filter(Text.class::isInstance)
        .map(c -> ((Text) c).text())
        .collect(Collectors.joining("\n"));
  }

  Map<String, Object> toJson() {
    var map = new LinkedHashMap<String, Object>();
    map.put("role", role.name().toLowerCase(Locale.ROOT));
    map.put(
        "content",
        content.size() == 1 && content.getFirst() instanceof Text(var text)
            ? text
            : content.stream().map(Message::toJson).toList());
    if (!toolCalls.isEmpty())
      map.put(
          "toolCalls",
          toolCalls.stream()
              .map(c -> Values.of("id", c.id(), "name", c.name(), "arguments", c.arguments()).map())
              .toList());
    toolCallId.ifPresent(id -> map.put("toolCallId", id));
    return map;
  }

  private static Map<String, Object> toJson(Content content) {
    return switch (content) {
      case Text(var text) -> Map.of("text", text);
      case Media(var type, var sha256, var uri) ->
          Values.of("type", type, "sha256", sha256, "uri", uri).map();
    };
  }

  static Message fromJson(Map<String, Object> map) {
    try {
      var role = Role.valueOf(String.valueOf(map.get("role")).toUpperCase(Locale.ROOT));
      var parts = new ArrayList<Content>();
      if (map.get("content") instanceof List<?> list)
        for (var part : list) parts.add(content(Json.cast((Map<?, ?>) part)));
      else if (map.get("content") instanceof String text) parts.add(new Text(text));
      else if (map.get("content") != null) throw new ClassCastException("content");
      var calls = new ArrayList<ToolCall>();
      if (map.get("toolCalls") instanceof List<?> list)
        for (var call : list) calls.add(toolCall(Json.cast((Map<?, ?>) call)));
      return new Message(
          role, parts, calls, Optional.ofNullable(map.get("toolCallId")).map(String::valueOf));
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new BadInput(
          "Not a message: %s. It needs 'role' (system, user, assistant, tool) and 'content'."
              .formatted(Json.write(map)),
          e);
    }
  }

  private static ToolCall toolCall(Map<String, Object> map) {
    return new ToolCall(text(map, "id"), text(map, "name"), text(map, "arguments"));
  }

  private static String text(Map<String, Object> map, String key) {
    if (map.get(key) instanceof String text) return text;
    throw new IllegalArgumentException(key);
  }

  private static Content content(Map<String, Object> map) {
    return map.containsKey("text")
        ? new Text(text(map, "text"))
        : new Media(text(map, "type"), text(map, "sha256"), text(map, "uri"));
  }
}
