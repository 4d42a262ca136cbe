package dev.hone.lmlangchain4j;

import dev.hone.core.ContentId;
import dev.hone.core.Message;
import dev.hone.lm.ModelFailure;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns of a conversation in both languages. */
final class Messages {
  private static final Pattern DATA = Pattern.compile("data:[^;,]+;base64,(.*)", Pattern.DOTALL);

  private Messages() {}

  static List<ChatMessage> toLangChain4j(List<Message> messages) {
    var tools = new HashMap<String, String>();
    var out = new ArrayList<ChatMessage>();
    for (var message : messages) {
      message.toolCalls().forEach(call -> tools.put(call.id(), call.name()));
      switch (message.role()) {
        case SYSTEM -> out.add(SystemMessage.from(message.text()));
        case USER ->
            out.add(UserMessage.from(message.content().stream().map(Messages::of).toList()));
        case ASSISTANT -> out.add(assistant(message));
        case TOOL -> {
          var id = message.toolCallId().orElse("");
          out.add(
              ToolExecutionResultMessage.from(
                  id, tools.getOrDefault(id, "unknown"), message.text()));
        }
      }
    }
    return out;
  }

  private static AiMessage assistant(Message message) {
    var builder = AiMessage.builder();
    if (!message.text().isEmpty() || message.toolCalls().isEmpty()) builder.text(message.text());
    if (!message.toolCalls().isEmpty())
      builder.toolExecutionRequests(
          message.toolCalls().stream()
              .map(c ->
                  ToolExecutionRequest.builder()
                      .id(c.id())
                      .name(c.name())
                      .arguments(c.arguments())
                      .build())
              .toList());
    return builder.build();
  }

  private static Content of(Message.Content content) {
    return switch (content) {
      case Message.Text(var text) -> TextContent.from(text);
      case Message.Media(var type, _, var uri) when type.startsWith("image/") -> {
        var data = DATA.matcher(uri);
        yield data.matches() ? ImageContent.from(data.group(1), type) : ImageContent.from(uri);
      }
      case Message.Media(var type, _, _) ->
          throw new ModelFailure(
              ModelFailure.Kind.INVALID_REQUEST,
              "Media of type '%s' cannot be sent through LangChain4j; images can.".formatted(type));
    };
  }

  static List<Message> toHone(List<ChatMessage> messages) {
    return messages.stream().map(Messages::of).toList();
  }

  static Message of(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> Message.system(system.text());
      case UserMessage user ->
          new Message(
              Message.Role.USER,
              user.contents().stream().map(Messages::of).toList(),
              List.of(),
              Optional.empty());
      case AiMessage answer ->
          new Message(
              Message.Role.ASSISTANT,
              List.of(new Message.Text(Objects.requireNonNullElse(answer.text(), ""))),
              calls(answer),
              Optional.empty());
      case ToolExecutionResultMessage result ->
          new Message(
              Message.Role.TOOL,
              List.of(new Message.Text(result.text())),
              List.of(),
              Optional.ofNullable(result.id()));
      default -> throw unsupported("a message of type " + message.type());
    };
  }

  static List<Message.ToolCall> calls(AiMessage answer) {
    return answer.toolExecutionRequests().stream()
        .map(r ->
            new Message.ToolCall(
                Objects.requireNonNullElse(r.id(), ""),
                r.name(),
                Objects.requireNonNullElse(r.arguments(), "{}")))
        .toList();
  }

  private static Message.Content of(Content content) {
    return switch (content) {
      case TextContent text -> new Message.Text(text.text());
      case ImageContent picture -> {
        var image = picture.image();
        var type = Objects.requireNonNullElse(image.mimeType(), "image/*");
        var uri =
            image.url() != null
                ? image.url().toString()
                : "data:" + type + ";base64," + image.base64Data();
        yield new Message.Media(type, ContentId.full(uri), uri);
      }
      default -> throw unsupported("content of type " + content.type());
    };
  }

  private static IllegalArgumentException unsupported(String what) {
    return new IllegalArgumentException(
        "Hone does not know %s. Use text, images and tool calls.".formatted(what));
  }
}
