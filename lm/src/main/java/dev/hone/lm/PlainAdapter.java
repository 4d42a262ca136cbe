package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Demo;
import dev.hone.core.Field;
import dev.hone.core.FieldType;
import dev.hone.core.Message;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Settings;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * As few signs as possible. A single output is the whole answer; several are {@code name: value}
 * lines. A chat model gets turns. A base model gets one text to continue, cases parted by a line of
 * dashes, and stop strings. Where the only output is a choice and the model can choose among given
 * texts, it is asked to.
 */
public final class PlainAdapter extends TurnsAdapter {
  private static final String RULE = "---";
  private static final List<String> TRUTH = List.of("true", "false");

  private final Capabilities capabilities;

  public PlainAdapter(Capabilities capabilities) {
    this.capabilities = capabilities;
  }

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public Request render(Signature signature, Prompt prompt, Values input) {
    var request = super.render(signature, prompt, input);
    if (capabilities.chat()) return request;
    return request.withMessages(List.of(Message.user(continuation(request.messages()))));
  }

  /** One text of all turns; the last case ends where the model is to go on. */
  private static String continuation(List<Message> turns) {
    var text = new StringBuilder(1024);
    Message before = null;
    for (var turn : turns) {
      if (before != null && turn.role() != Message.Role.ASSISTANT)
        text.append("\n\n").append(RULE).append("\n\n");
      text.append(turn.text());
      before = turn;
    }
    return text.toString();
  }

  @Override
  String system(Signature signature, String instructions) {
    var text = new StringBuilder(256);
    if (!instructions.isBlank()) text.append(instructions.strip()).append("\n\n");
    for (var field : signature.inputs())
      if (!field.description().isBlank()) text.append(FieldText.line(field)).append('\n');
    var outputs = signature.outputs();
    if (outputs.size() == 1) return text.append(only(outputs.getFirst())).toString();
    return text.append("Answer with these lines:\n").append(layout(signature)).toString();
  }

  private static String only(Field field) {
    var hint = FieldText.hint(field);
    var text = "Answer only with the " + field.name().replace('_', ' ');
    if (!hint.isEmpty()) text += ": " + hint;
    if (!field.description().isBlank())
      text += (hint.isEmpty() ? ": " : ", ") + field.description().strip();
    return text.endsWith(".") ? text : text + ".";
  }

  @Override
  void question(Signature signature, Values input, StringBuilder out) {
    labelled(signature.inputs(), input, out);
    if (capabilities.chat()) return;
    if (!out.isEmpty()) out.append('\n');
    out.append(signature.outputs().getFirst().name()).append(':');
  }

  @Override
  String answer(Signature signature, Values output) {
    if (signature.outputs().size() == 1) {
      var only = signature.outputs().getFirst();
      var value = output.get(only.name());
      var text = value == null ? "" : FieldText.value(only, value);
      return capabilities.chat() ? text : " " + text;
    }
    var text = new StringBuilder();
    var first = signature.outputs().getFirst();
    for (var field : signature.outputs()) {
      var value = output.get(field.name());
      if (value == null) continue;
      if (!text.isEmpty()) text.append('\n');
      if (capabilities.chat() || !field.equals(first)) text.append(field.name()).append(':');
      text.append(' ').append(PlainLines.indented(FieldText.value(field, value)));
    }
    if (capabilities.chat() || output.has(first.name())) return text.toString();
    return "\n" + text;
  }

  @Override
  String reminder(Signature signature) {
    return "";
  }

  @Override
  public String layout(Signature signature) {
    if (signature.outputs().size() == 1) return only(signature.outputs().getFirst());
    return signature.outputs().stream()
        .map(f -> {
          var hint = FieldText.hint(f);
          var about = f.description().strip();
          var both = hint.isEmpty() || about.isEmpty() ? hint + about : hint + ", " + about;
          return f.name() + ": " + (both.isEmpty() ? "..." : "<" + both + ">");
        })
        .collect(Collectors.joining("\n"));
  }

  @Override
  ResponseFormat format(Signature signature) {
    if (!capabilities.oneOf() || signature.outputs().size() > 1) return ResponseFormat.FREE;
    return switch (signature.outputs().getFirst().type()) {
      case FieldType.Choice(var options) -> new ResponseFormat.OneOf(options);
      case FieldType.Simple simple when simple == FieldType.Simple.BOOL ->
          new ResponseFormat.OneOf(TRUTH);
      default -> ResponseFormat.FREE;
    };
  }

  /**
   * A base model does not know when to stop; what the prompt itself says about it comes first. All
   * demos count, whichever of them a question is shown, so that all questions are asked alike.
   */
  @Override
  Settings settings(Signature signature, Prompt prompt) {
    if (capabilities.chat() || !prompt.settings().stop().isEmpty()) return prompt.settings();
    var outputs = signature.outputs();
    boolean oneLine = outputs.size() == 1 && outputs.getFirst().type() != FieldType.Simple.TEXT;
    if (oneLine) return prompt.settings().with("stop", List.of("\n"));
    boolean paragraphs =
        prompt.demos().stream()
            .anyMatch(
                d -> d instanceof Demo.Solved s && answer(signature, s.output()).contains("\n\n"));
    return prompt
        .settings()
        .with("stop", paragraphs ? List.of("\n" + RULE) : List.of("\n" + RULE, "\n\n"));
  }

  @Override
  public Values parse(Signature signature, Completion completion) {
    var outputs = signature.outputs();
    var raw = PlainLines.read(signature, completion.text(), !capabilities.chat());
    if (outputs.size() == 1) {
      var only = outputs.getFirst();
      if (raw.isEmpty()) raw.put(only.name(), completion.text().strip());
      Typed.whole(completion, only);
      return Typed.values(signature, raw);
    }
    if (raw.isEmpty())
      throw new ParseFailure(
          "No lines of fields were found. Begin a line with '%s:'."
              .formatted(outputs.getFirst().name()));
    var last = Typed.named(outputs, raw.lastEntry().getKey());
    if (last != null) Typed.whole(completion, last);
    return Typed.values(signature, raw);
  }

  /** A base model only continues a text: there is nobody to talk to. */
  @Override
  public Optional<Request> repair(
      Signature signature, Request asked, Completion answer, String defect) {
    return capabilities.chat() ? super.repair(signature, asked, answer, defect) : Optional.empty();
  }
}
