package dev.hone.lmlangchain4j;

import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Settings;
import dev.hone.lm.ModelFailure;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockChatRequestParameters;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Settings, tools and response formats in LangChain4j's words, provider by provider. */
final class Parameters {
  private static final Set<String> COMMON =
      Set.of(
          "temperature",
          "topP",
          "topK",
          "maxTokens",
          "stop",
          "frequencyPenalty",
          "presencePenalty",
          "seed");

  private Parameters() {}

  static boolean knowLogprobs(ChatModel model) {
    return model instanceof OpenAiChatModel;
  }

  static ChatRequestParameters of(Request request, ChatModel model) {
    var settings = request.settings();
    return switch (model) {
      case OpenAiChatModel _ -> openAi(request, settings);
      case OllamaChatModel _ -> ollama(request, settings);
      case BedrockChatModel _ -> bedrock(request, settings);
      default -> {
        requireKnown(settings, Set.of(), false);
        yield common(ChatRequestParameters.builder(), request).build();
      }
    };
  }

  private static ChatRequestParameters openAi(Request request, Settings settings) {
    requireKnown(settings, Set.of("reasoningEffort", "logprobs", "minP"), true);
    var builder = common(OpenAiChatRequestParameters.builder(), request);
    settings.number("seed").ifPresent(seed -> builder.seed((int) seed));
    settings
        .number("logprobs")
        .ifPresent(n -> {
          builder.logprobs(true);
          if (n > 0) builder.topLogprobs((int) n);
        });
    if (settings.get("reasoningEffort") instanceof String effort) builder.reasoningEffort(effort);
    var custom = extras(settings);
    settings.number("minP").ifPresent(p -> custom.put("min_p", p));
    if (!custom.isEmpty()) builder.customParameters(custom);
    return builder.build();
  }

  private static ChatRequestParameters ollama(Request request, Settings settings) {
    requireKnown(settings, Set.of("minP"), false);
    var builder = common(OllamaChatRequestParameters.builder(), request);
    settings.number("seed").ifPresent(seed -> builder.seed((int) seed));
    settings.number("minP").ifPresent(builder::minP);
    return builder.build();
  }

  private static ChatRequestParameters bedrock(Request request, Settings settings) {
    requireKnown(settings, Set.of(), true);
    var builder = common(BedrockChatRequestParameters.builder(), request);
    var custom = extras(settings);
    if (!custom.isEmpty()) builder.additionalModelRequestFields(custom);
    return builder.build();
  }

  private static <B extends DefaultChatRequestParameters.Builder<?>> B common(
      B builder, Request request) {
    var settings = request.settings();
    settings.number("temperature").ifPresent(builder::temperature);
    settings.number("topP").ifPresent(builder::topP);
    settings.number("topK").ifPresent(k -> builder.topK((int) k));
    settings.number("frequencyPenalty").ifPresent(builder::frequencyPenalty);
    settings.number("presencePenalty").ifPresent(builder::presencePenalty);
    settings.maxTokens().ifPresent(builder::maxOutputTokens);
    if (!settings.stop().isEmpty()) builder.stopSequences(settings.stop());
    if (!request.tools().isEmpty())
      builder.toolSpecifications(request.tools().stream().map(Parameters::tool).toList());
    if (request.format() instanceof ResponseFormat.JsonObject(var name, var schema))
      builder.responseFormat(format(name, schema));
    return builder;
  }

  /** LangChain4j reads every keyword of a schema from a tool's JSON form, and keeps it. */
  private static ToolSpecification tool(Request.ToolSpec tool) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", tool.name());
    if (!tool.description().isEmpty()) json.put("description", tool.description());
    json.put("parameters", tool.parameters());
    return ToolSpecification.fromJson(Json.write(json));
  }

  private static dev.langchain4j.model.chat.request.ResponseFormat format(
      String name, Map<String, Object> schema) {
    if (schema.isEmpty()) return dev.langchain4j.model.chat.request.ResponseFormat.JSON;
    var holder = Json.write(Map.of("name", "schema", "parameters", schema));
    return dev.langchain4j.model.chat.request.ResponseFormat.builder()
        .type(dev.langchain4j.model.chat.request.ResponseFormatType.JSON)
        .jsonSchema(
            JsonSchema.builder()
                .name(name)
                .rootElement(ToolSpecification.fromJson(holder).parameters())
                .build())
        .build();
  }

  private static Map<String, Object> extras(Settings settings) {
    var extras = new LinkedHashMap<String, Object>();
    settings
        .map()
        .forEach((name, value) -> {
          if (name.startsWith(Settings.EXTRA))
            extras.put(name.substring(Settings.EXTRA.length()), value);
        });
    return extras;
  }

  private static void requireKnown(Settings settings, Set<String> also, boolean extras) {
    for (var name : settings.map().keySet()) {
      boolean known =
          COMMON.contains(name) || also.contains(name) || extras && name.startsWith(Settings.EXTRA);
      if (!known)
        throw new ModelFailure(
            ModelFailure.Kind.INVALID_REQUEST,
            "The setting '%s' cannot be passed to this model through LangChain4j. Leave it out, or use a provider that takes it."
                .formatted(name));
    }
  }
}
