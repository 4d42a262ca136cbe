package dev.hone.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * One question to a model, lossless: two equal requests are the same question. {@code sample} tells
 * repeated askings apart.
 *
 * @param model the model asked, as its specification; empty until a model is chosen
 * @param format what shape the answer must have
 * @param sample the number of this asking, from 0
 */
public record Request(
    String model,
    List<Message> messages,
    Settings settings,
    List<ToolSpec> tools,
    ResponseFormat format,
    int sample) {

  public Request {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  public static Request of(List<Message> messages) {
    return new Request("", messages, Settings.NONE, List.of(), ResponseFormat.FREE, 0);
  }

  /**
   * A tool a model may ask for.
   *
   * @param parameters a JSON schema of type object
   */
  public record ToolSpec(String name, String description, SequencedMap<String, Object> parameters) {
    public ToolSpec {
      parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
    }
  }

  public Request withModel(String next) {
    return new Request(next, messages, settings, tools, format, sample);
  }

  public Request withSample(int next) {
    return new Request(model, messages, settings, tools, format, next);
  }

  public Request withSettings(Settings next) {
    return new Request(model, messages, next, tools, format, sample);
  }

  public Request withMessages(List<Message> next) {
    return new Request(model, next, settings, tools, format, sample);
  }

  public Request withFormat(ResponseFormat next) {
    return new Request(model, messages, settings, tools, next, sample);
  }

  public Request withTools(List<ToolSpec> next) {
    return new Request(model, messages, settings, next, format, sample);
  }

  /**
   * The identity of the question: a hash over everything that can change the answer, the sample
   * number included.
   */
  public String key() {
    return RequestKey.of(this);
  }

  /** The JSON form, for journals and differences. */
  public Map<String, Object> toJson() {
    var map = new LinkedHashMap<String, Object>();
    map.put("model", model);
    map.put("messages", messages.stream().map(Message::toJson).toList());
    if (!settings.map().isEmpty()) map.put("settings", settings.map());
    if (!tools.isEmpty()) map.put("tools", tools);
    if (!(format instanceof ResponseFormat.Free)) map.put("format", format.toJson());
    map.put("sample", sample);
    return map;
  }

  /**
   * Reads the JSON form.
   *
   * @throws BadInput when it is not a request
   */
  public static Request fromJson(Map<String, ?> json) {
    var messages = new ArrayList<Message>();
    if (json.get("messages") instanceof List<?> list)
      for (var message : list) messages.add(Message.fromJson(Json.object(message)));
    var tools = new ArrayList<ToolSpec>();
    if (json.get("tools") instanceof List<?> list)
      for (var tool : list) tools.add(toolOf(Json.object(tool)));
    return new Request(
        String.valueOf(json.get("model")),
        messages,
        json.containsKey("settings")
            ? new Settings(new TreeMap<>(Json.object(json.get("settings"))))
            : Settings.NONE,
        tools,
        json.containsKey("format")
            ? ResponseFormat.fromJson(Json.object(json.get("format")))
            : ResponseFormat.FREE,
        json.get("sample") instanceof Number n ? n.intValue() : 0);
  }

  private static ToolSpec toolOf(Map<String, Object> json) {
    return new ToolSpec(
        String.valueOf(json.get("name")),
        String.valueOf(json.get("description")),
        Json.object(json.get("parameters")));
  }
}
