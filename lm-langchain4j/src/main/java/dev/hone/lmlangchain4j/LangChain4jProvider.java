package dev.hone.lmlangchain4j;

import dev.hone.core.BadInput;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelProvider;
import dev.hone.lm.ModelSpec;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Opens models of Anthropic, Google, Ollama and Amazon Bedrock, and OpenAI's by way of LangChain4j.
 *
 * <p>Keys: {@code ANTHROPIC_API_KEY}; {@code GEMINI_API_KEY} or {@code GOOGLE_API_KEY}; {@code
 * OPENAI_API_KEY}; Amazon's usual chain. {@code OLLAMA_HOST} tells where Ollama listens when it is
 * not this machine.
 */
public final class LangChain4jProvider implements ModelProvider {
  /** Enough for a long answer; LangChain4j's own default cuts answers off. */
  private static final int ANSWER_TOKENS = 8192;

  /** Needed by the service loader. */
  public LangChain4jProvider() {}

  @Override
  public List<String> names() {
    return List.of("anthropic", "gemini", "ollama", "bedrock", "openai-langchain4j");
  }

  @Override
  public LanguageModel open(ModelSpec spec, Map<String, String> environment) {
    return switch (spec.provider()) {
      case "anthropic" -> anthropic(spec, key(spec, environment, "ANTHROPIC_API_KEY"));
      case "gemini" -> gemini(spec, key(spec, environment, "GEMINI_API_KEY", "GOOGLE_API_KEY"));
      case "ollama" -> ollama(spec, environment.getOrDefault("OLLAMA_HOST", ""));
      case "bedrock" -> Bedrock.open(spec, environment);
      default -> openAi(spec, environment);
    };
  }

  private static LanguageModel anthropic(ModelSpec spec, String key) {
    var wire = new Wire();
    var builder =
        AnthropicChatModel.builder()
            .httpClientBuilder(wire.builder())
            .apiKey(key)
            .modelName(spec.model())
            .maxTokens(ANSWER_TOKENS)
            .maxRetries(0);
    spec.baseUrl().ifPresent(builder::baseUrl);
    return new LangChain4jModel(spec.text(), builder.build(), List.of(key), wire);
  }

  private static LanguageModel gemini(ModelSpec spec, String key) {
    var wire = new Wire();
    var builder =
        GoogleAiGeminiChatModel.builder()
            .httpClientBuilder(wire.builder())
            .apiKey(key)
            .modelName(spec.model())
            .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
            .maxRetries(0);
    spec.baseUrl().ifPresent(builder::baseUrl);
    return new LangChain4jModel(spec.text(), builder.build(), List.of(key), wire);
  }

  private static LanguageModel ollama(ModelSpec spec, String host) {
    var wire = new Wire();
    var model =
        OllamaChatModel.builder()
            .httpClientBuilder(wire.builder())
            .baseUrl(spec.baseUrl().orElseGet(() -> address(host)))
            .modelName(spec.model())
            .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
            .maxRetries(0)
            .build();
    return new LangChain4jModel(spec.text(), model, List.of(), wire);
  }

  private static LanguageModel openAi(ModelSpec spec, Map<String, String> environment) {
    var own = environment.getOrDefault("OPENAI_API_KEY", "").strip();
    var secrets =
        spec.baseUrl().isPresent() && own.isEmpty()
            ? List.<String>of()
            : List.of(key(spec, environment, "OPENAI_API_KEY"));
    var wire = new Wire();
    var builder =
        OpenAiChatModel.builder()
            .httpClientBuilder(wire.builder())
            .apiKey(secrets.isEmpty() ? "none" : secrets.getFirst())
            .modelName(spec.model())
            .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
            .strictJsonSchema(true)
            .maxRetries(0);
    spec.baseUrl().ifPresent(builder::baseUrl);
    return new LangChain4jModel(spec.text(), builder.build(), secrets, wire);
  }

  private static String key(ModelSpec spec, Map<String, String> environment, String... names) {
    return Stream.of(names)
        .map(name -> environment.getOrDefault(name, "").strip())
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElseThrow(() ->
            new BadInput(
                "The model '%s' needs a key, and %s is not set. Set it: export %s=…"
                    .formatted(spec.text(), String.join(" or ", names), names[0])));
  }

  /**
   * What Ollama itself takes: with or without scheme and port; an address to listen on is local.
   */
  static String address(String host) {
    var text = host.strip();
    if (text.isEmpty()) text = "127.0.0.1";
    if (!text.contains("://")) text = "http://" + text;
    text = text.replace("//0.0.0.0", "//127.0.0.1").replaceAll("/+$", "");
    return text.matches(".*:\\d+") || text.startsWith("https") ? text : text + ":11434";
  }
}
