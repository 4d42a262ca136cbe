package dev.hone.lmlangchain4j;

import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Session;
import dev.hone.core.Settings;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelFailure;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A language model of Hone as a LangChain4j chat model. */
public final class HoneChatModel implements ChatModel {
  private final String model;
  private final Set<Capability> capabilities;
  private final Function<Request, Completion> ask;

  private HoneChatModel(
      String model, Set<Capability> capabilities, Function<Request, Completion> ask) {
    this.model = model;
    this.capabilities = capabilities;
    this.ask = ask;
  }

  /** Every chat is one call to the model. */
  public static HoneChatModel of(LanguageModel model) {
    return new HoneChatModel(
        model.name(),
        model.capabilities().jsonSchema()
            ? Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
            : Set.of(),
        model::complete);
  }

  /**
   * Every chat is a call of the rollout that goes on, on behalf of a slot; metered, recorded and
   * traced like all others. For programs built on LangChain4j; see {@link Session#current}.
   */
  public static HoneChatModel inRollout(String slot) {
    return new HoneChatModel("", Set.of(), request -> Session.current().exchange(slot, request));
  }

  @Override
  public ChatResponse doChat(ChatRequest chat) {
    try {
      return Answers.of(ask.apply(request(chat)));
    } catch (ModelFailure e) {
      throw Failures.toLangChain4j(e);
    }
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return capabilities;
  }

  private Request request(ChatRequest chat) {
    var tools =
        chat.toolSpecifications() == null ? Set.<ToolSpecification>of() : chat.toolSpecifications();
    return Request.of(Messages.toHone(chat.messages()))
        .withModel(model)
        .withSettings(settings(chat))
        .withTools(tools.stream().map(HoneChatModel::tool).toList())
        .withFormat(format(chat.responseFormat()));
  }

  private static Settings settings(ChatRequest chat) {
    var settings = Settings.NONE;
    settings = with(settings, "temperature", chat.temperature());
    settings = with(settings, "topP", chat.topP());
    settings = with(settings, "topK", chat.topK());
    settings = with(settings, "maxTokens", chat.maxOutputTokens());
    settings = with(settings, "frequencyPenalty", chat.frequencyPenalty());
    settings = with(settings, "presencePenalty", chat.presencePenalty());
    var stop = chat.stopSequences();
    return stop == null || stop.isEmpty() ? settings : settings.with("stop", stop);
  }

  private static Settings with(Settings settings, String name, @Nullable Number value) {
    return value == null ? settings : settings.with(name, value);
  }

  private static Request.ToolSpec tool(ToolSpecification tool) {
    return new Request.ToolSpec(
        tool.name(),
        Objects.requireNonNullElse(tool.description(), ""),
        tool.parameters() == null
            ? new LinkedHashMap<>(java.util.Map.of("type", "object"))
            : schema(tool.parameters()));
  }

  private static ResponseFormat format(
      dev.langchain4j.model.chat.request.@Nullable ResponseFormat format) {
    if (format == null || format.type() != ResponseFormatType.JSON) return ResponseFormat.FREE;
    JsonSchema schema = format.jsonSchema();
    if (schema == null) return new ResponseFormat.JsonObject("answer", new LinkedHashMap<>());
    return new ResponseFormat.JsonObject(
        Objects.requireNonNullElse(schema.name(), "answer"),
        switch (schema.rootElement()) {
          case JsonObjectSchema object -> schema(object);
          case JsonRawSchema raw -> Json.parseObject(raw.schema());
          default ->
              throw new IllegalArgumentException(
                  "A schema must describe an object, but is a %s."
                      .formatted(schema.rootElement().getClass().getSimpleName()));
        });
  }

  /** LangChain4j writes every keyword of a schema into a tool's JSON form. */
  private static SequencedMap<String, Object> schema(JsonObjectSchema object) {
    var json = ToolSpecification.builder().name("schema").parameters(object).build().toJson();
    return Json.parseObject(Json.write(Json.parseObject(json).get("parameters")));
  }
}
