package dev.hone.lmlocal;

import dev.hone.core.Message;
import dev.hone.core.Message.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Renders a conversation the way a model was trained to read it. Only the template's own marks
 * become control tokens; the same marks in a message's text stay text. When the last message is an
 * assistant's, the answer goes on from it.
 */
sealed interface ChatTemplate {
  /** A stretch of the rendered text; {@code markup} when it is a mark of the template. */
  record Segment(String text, boolean markup) {}

  List<Segment> render(List<Message> messages);

  /** The mark that ends an answer; empty when the model has none. */
  String end();

  /** Whether the model takes turns at all. */
  default boolean chat() {
    return true;
  }

  /**
   * The family of a template as model files hold it; a model without one, or with one of another
   * family, continues plain text.
   */
  static ChatTemplate of(@Nullable String template) {
    if (template == null) {
      return new Plain();
    }
    if (template.contains("<|im_start|>")) {
      return new ChatMl(defaultSystem(template));
    }
    return template.contains("<start_of_turn>") ? new Gemma() : new Plain();
  }

  private static Optional<String> defaultSystem(String template) {
    var found =
        Pattern.compile("'<\\|im_start\\|>system(?:\\\\n|\n)([^'{}<]+)<\\|im_end\\|>")
            .matcher(template);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  /**
   * Turns between {@code <|im_start|>} and {@code <|im_end|>}.
   *
   * @param system what the template says when a conversation has no system message
   */
  record ChatMl(Optional<String> system) implements ChatTemplate {
    @Override
    public List<Segment> render(List<Message> messages) {
      var segments = new ArrayList<Segment>();
      if (!messages.isEmpty() && messages.getFirst().role() != Role.SYSTEM) {
        system.ifPresent(text -> turn(segments, "system", text));
      }
      for (var i = 0; i < messages.size(); i++) {
        var message = messages.get(i);
        var name =
            switch (message.role()) {
              case SYSTEM -> "system";
              case USER -> "user";
              case ASSISTANT -> "assistant";
              case TOOL -> "tool";
            };
        if (i == messages.size() - 1 && message.role() == Role.ASSISTANT) {
          open(segments, name, message.text());
          return segments;
        }
        turn(segments, name, message.text());
      }
      open(segments, "assistant", "");
      return segments;
    }

    private static void open(List<Segment> segments, String name, String text) {
      segments.add(new Segment("<|im_start|>", true));
      segments.add(new Segment(name + "\n" + text, false));
    }

    private static void turn(List<Segment> segments, String name, String text) {
      open(segments, name, text);
      segments.add(new Segment("<|im_end|>", true));
      segments.add(new Segment("\n", false));
    }

    @Override
    public String end() {
      return "<|im_end|>";
    }
  }

  /**
   * Turns between {@code <start_of_turn>} and {@code <end_of_turn>}; a system message stands at the
   * head of the first user turn.
   */
  record Gemma() implements ChatTemplate {
    @Override
    public List<Segment> render(List<Message> messages) {
      var segments = new ArrayList<Segment>();
      var before = new StringBuilder();
      for (var i = 0; i < messages.size(); i++) {
        var message = messages.get(i);
        if (message.role() == Role.SYSTEM) {
          before.append(message.text()).append("\n\n");
          continue;
        }
        var name = message.role() == Role.ASSISTANT ? "model" : "user";
        open(segments, name, before + message.text());
        before.setLength(0);
        if (i == messages.size() - 1 && message.role() == Role.ASSISTANT) {
          return segments;
        }
        close(segments);
      }
      if (!before.isEmpty()) {
        open(segments, "user", before.toString().strip());
        close(segments);
      }
      open(segments, "model", "");
      return segments;
    }

    private static void open(List<Segment> segments, String name, String text) {
      segments.add(new Segment("<start_of_turn>", true));
      segments.add(new Segment(name + "\n" + text, false));
    }

    private static void close(List<Segment> segments) {
      segments.add(new Segment("<end_of_turn>", true));
      segments.add(new Segment("\n", false));
    }

    @Override
    public String end() {
      return "<end_of_turn>";
    }
  }

  /** The messages' texts one after the other, with an empty line between them. */
  record Plain() implements ChatTemplate {
    @Override
    public List<Segment> render(List<Message> messages) {
      return List.of(
          new Segment(String.join("\n\n", messages.stream().map(Message::text).toList()), false));
    }

    @Override
    public String end() {
      return "";
    }

    @Override
    public boolean chat() {
      return false;
    }
  }
}
