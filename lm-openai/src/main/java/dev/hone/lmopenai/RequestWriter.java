package dev.hone.lmopenai;

import dev.hone.core.BadInput;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes a request as the body of a chat completion, straight into bytes. */
final class RequestWriter {
  private static final Pattern REASONING =
      Pattern.compile("(?!.*-chat)(.*/)?(o[1-9]|gpt-[5-9])([-.].*)?");
  private static final Set<String> NOT_WHEN_REASONING =
      Set.of("temperature", "topP", "frequencyPenalty", "presencePenalty", "logprobs");
  private static final Map<String, String> NAMES =
      Map.of(
          "temperature", "temperature",
          "topP", "top_p",
          "minP", "min_p",
          "topK", "top_k",
          "stop", "stop",
          "frequencyPenalty", "frequency_penalty",
          "presencePenalty", "presence_penalty",
          "reasoningEffort", "reasoning_effort");
  private static final Set<String> OURS = Set.of("model", "messages", "tools", "stream");

  private final String model;
  private final boolean reasoning;

  RequestWriter(String model) {
    this.model = model;
    reasoning = REASONING.matcher(model).matches();
  }

  /** Whether the model thinks before it answers and so takes no sampling parameters. */
  boolean reasoning() {
    return reasoning;
  }

  /** A guess at the size of the body, to allocate once. */
  static int capacity(Request request) {
    int characters = 256;
    for (var message : request.messages())
      for (var part : message.content())
        characters += 64 + (part instanceof Message.Text(var text) ? text.length() : 128);
    return characters + characters / 8;
  }

  void write(Request request, boolean stream, Bytes out) {
    out.ascii("{\"model\":").string(model).ascii(",\"messages\":[");
    boolean first = true;
    for (var message : request.messages()) {
      if (!first) out.ascii(",");
      first = false;
      message(message, out);
    }
    out.ascii("]");
    settings(request.settings(), request.sample(), out);
    if (!request.tools().isEmpty()) tools(request.tools(), out);
    if (request.format() instanceof ResponseFormat.JsonObject json) format(json, out);
    if (stream) out.ascii(",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
    out.ascii("}");
  }

  private static void message(Message message, Bytes out) {
    out.ascii(
        switch (message.role()) {
          case SYSTEM -> "{\"role\":\"system\",\"content\":";
          case USER -> "{\"role\":\"user\",\"content\":";
          case ASSISTANT -> "{\"role\":\"assistant\",\"content\":";
          case TOOL -> "{\"role\":\"tool\",\"content\":";
        });
    var content = message.content();
    if (content.isEmpty()) out.ascii(message.toolCalls().isEmpty() ? "\"\"" : "null");
    else if (content.size() == 1 && content.getFirst() instanceof Message.Text(var text))
      out.string(text);
    else parts(content, out);
    if (!message.toolCalls().isEmpty()) calls(message.toolCalls(), out);
    if (message.toolCallId().isPresent())
      out.ascii(",\"tool_call_id\":").string(message.toolCallId().get());
    else if (message.role() == Message.Role.TOOL)
      throw new BadInput(
          "A tool's turn does not say which call it answers: '%s'. Give it the id of the assistant's tool call."
              .formatted(message.text()));
    out.ascii("}");
  }

  private static void parts(List<Message.Content> content, Bytes out) {
    out.ascii("[");
    boolean first = true;
    for (var part : content) {
      if (!first) out.ascii(",");
      first = false;
      switch (part) {
        case Message.Text(var text) ->
            out.ascii("{\"type\":\"text\",\"text\":").string(text).ascii("}");
        case Message.Media media -> MediaPart.write(media, out);
      }
    }
    out.ascii("]");
  }

  private static void calls(List<Message.ToolCall> calls, Bytes out) {
    out.ascii(",\"tool_calls\":[");
    boolean first = true;
    for (var call : calls) {
      if (!first) out.ascii(",");
      first = false;
      out.ascii("{\"id\":").string(call.id());
      out.ascii(",\"type\":\"function\",\"function\":{\"name\":").string(call.name());
      out.ascii(",\"arguments\":").string(call.arguments()).ascii("}}");
    }
    out.ascii("]");
  }

  private void settings(Settings settings, int sample, Bytes out) {
    var map = settings.map();
    for (var entry : map.entrySet()) {
      var name = entry.getKey();
      var value = entry.getValue();
      if (name.startsWith(Settings.EXTRA)) {
        var extra = name.substring(Settings.EXTRA.length());
        if (OURS.contains(extra))
          throw new BadInput(
              "The setting '%s' would overwrite what Hone writes itself. Leave it out."
                  .formatted(name));
        field(extra, value, out);
      } else if (!(reasoning && NOT_WHEN_REASONING.contains(name))) {
        known(settings, name, value, sample, out);
      }
    }
  }

  private void known(Settings settings, String name, Object value, int sample, Bytes out) {
    switch (name) {
      case "maxTokens" ->
          unlessExtra(settings, reasoning ? "max_completion_tokens" : "max_tokens", value, out);
      // The same seed for every sample would give the same answer for every sample.
      case "seed" -> unlessExtra(settings, "seed", ((Number) value).longValue() + sample, out);
      case "logprobs" -> {
        unlessExtra(settings, "logprobs", true, out);
        if (((Number) value).intValue() > 0) unlessExtra(settings, "top_logprobs", value, out);
      }
      default -> unlessExtra(settings, NAMES.getOrDefault(name, name), value, out);
    }
  }

  private static void unlessExtra(Settings settings, String name, Object value, Bytes out) {
    if (!settings.map().containsKey(Settings.EXTRA + name)) field(name, value, out);
  }

  private static void field(String name, Object value, Bytes out) {
    out.ascii(",").string(name).ascii(":");
    if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15)
      out.number(d.longValue());
    else out.value(value);
  }

  private static void tools(List<Request.ToolSpec> tools, Bytes out) {
    out.ascii(",\"tools\":[");
    boolean first = true;
    for (var tool : tools) {
      if (!first) out.ascii(",");
      first = false;
      out.ascii("{\"type\":\"function\",\"function\":{\"name\":").string(tool.name());
      out.ascii(",\"description\":").string(tool.description());
      out.ascii(",\"parameters\":").value(tool.parameters()).ascii("}}");
    }
    out.ascii("]");
  }

  private static void format(ResponseFormat.JsonObject format, Bytes out) {
    if (format.schema().isEmpty()) {
      out.ascii(",\"response_format\":{\"type\":\"json_object\"}");
      return;
    }
    var strict = StrictSchema.of(format.schema());
    var name = format.name().replaceAll("[^A-Za-z0-9_-]", "_");
    out.ascii(",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":");
    out.string(name.isEmpty() ? "answer" : name.substring(0, Math.min(name.length(), 64)));
    out.ascii(strict.isPresent() ? ",\"strict\":true" : ",\"strict\":false");
    out.ascii(",\"schema\":").value(strict.orElse(format.schema())).ascii("}}");
  }
}
