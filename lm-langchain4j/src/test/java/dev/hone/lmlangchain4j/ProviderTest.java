package dev.hone.lmlangchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Settings;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ModelProvider;
import dev.hone.lm.ModelSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every provider's own client against a server that speaks its language. */
class ProviderTest {
  private static final String CANARY = "canary-7f3e-secret";
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "ANTHROPIC_API_KEY", CANARY,
          "GEMINI_API_KEY", CANARY,
          "OPENAI_API_KEY", CANARY,
          "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
          "AWS_SECRET_ACCESS_KEY", CANARY,
          "AWS_REGION", "eu-central-1");

  enum Provider {
    ANTHROPIC(
        "anthropic",
        "/v1",
        """
        {"id":"1","type":"message","role":"assistant","model":"real-model","stop_reason":"end_turn",
         "content":[{"type":"text","text":"hello there"}],
         "usage":{"input_tokens":10,"output_tokens":3,"cache_read_input_tokens":4,"cache_creation_input_tokens":2}}\
        """,
        """
        {"id":"1","type":"message","role":"assistant","model":"real-model","stop_reason":"tool_use",
         "content":[{"type":"tool_use","id":"call-1","name":"weather","input":{"city":"Rome"}}],
         "usage":{"input_tokens":10,"output_tokens":3}}\
        """,
        "{\"type\":\"error\",\"error\":{\"type\":\"x\",\"message\":\"told %s\"}}",
        new Completion.Usage(16, 4, 3, 0)),
    GEMINI(
        "gemini",
        "/v1beta",
        """
        {"candidates":[{"content":{"role":"model","parts":[{"text":"hello there"}]},"finishReason":"STOP"}],
         "modelVersion":"real-model",
         "usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":3,"totalTokenCount":18,"cachedContentTokenCount":4,"thoughtsTokenCount":5}}\
        """,
        """
        {"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"id":"call-1","name":"weather","args":{"city":"Rome"}}}]},"finishReason":"STOP"}],
         "modelVersion":"real-model",
         "usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":3,"totalTokenCount":13}}\
        """,
        "{\"error\":{\"code\":1,\"message\":\"told %s\",\"status\":\"X\"}}",
        new Completion.Usage(10, 4, 8, 5)),
    OLLAMA(
        "ollama",
        "",
        """
        {"model":"real-model","created_at":"2026-01-01T00:00:00Z","done":true,"done_reason":"stop",
         "message":{"role":"assistant","content":"hello there"},"prompt_eval_count":10,"eval_count":3}\
        """,
        """
        {"model":"real-model","created_at":"2026-01-01T00:00:00Z","done":true,"done_reason":"stop",
         "message":{"role":"assistant","content":"","tool_calls":[{"id":"call-1","function":{"name":"weather","arguments":{"city":"Rome"}}}]},
         "prompt_eval_count":10,"eval_count":3}\
        """,
        "{\"error\":\"told %s\"}",
        new Completion.Usage(10, 0, 3, 0)),
    BEDROCK(
        "bedrock",
        "",
        """
        {"output":{"message":{"role":"assistant","content":[{"text":"hello there"}]}},"stopReason":"end_turn",
         "usage":{"inputTokens":10,"outputTokens":3,"totalTokens":13},"metrics":{"latencyMs":1}}\
        """,
        """
        {"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"call-1","name":"weather","input":{"city":"Rome"}}}]}},
         "stopReason":"tool_use","usage":{"inputTokens":10,"outputTokens":3,"totalTokens":13},"metrics":{"latencyMs":1}}\
        """,
        "{\"message\":\"told %s\"}",
        new Completion.Usage(10, 0, 3, 0)),
    OPENAI(
        "openai-langchain4j",
        "/v1",
        """
        {"id":"1","object":"chat.completion","created":1,"model":"real-model",
         "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"hello there"}}],
         "usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13,
                  "prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}\
        """,
        """
        {"id":"1","object":"chat.completion","created":1,"model":"real-model",
         "choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,
           "tool_calls":[{"id":"call-1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}}]}}],
         "usage":{"prompt_tokens":10,"completion_tokens":3,"total_tokens":13}}\
        """,
        "{\"error\":{\"message\":\"told %s\",\"type\":\"x\"}}",
        new Completion.Usage(10, 4, 3, 2));

    private final String name;
    private final String path;
    private final String text;
    private final String toolCall;
    private final String error;
    private final Completion.Usage usage;

    Provider(
        String name,
        String path,
        String text,
        String toolCall,
        String error,
        Completion.Usage usage) {
      this.name = name;
      this.path = path;
      this.text = text;
      this.toolCall = toolCall;
      this.error = error;
      this.usage = usage;
    }

    LanguageModel open(Endpoint endpoint) {
      return ModelProvider.openAny(
          ModelSpec.parse(name + "/some-model@" + endpoint.url() + path), ENVIRONMENT);
    }
  }

  private Endpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    endpoint = new Endpoint();
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  private static Request ask() {
    return Request.of(List.of(Message.system("Be brief."), Message.user("Say hello.")));
  }

  @ParameterizedTest
  @EnumSource
  void text_usage_and_finish_come_back(Provider provider) {
    endpoint.answer(provider.text);
    try (var model = provider.open(endpoint)) {
      var completion =
          model.complete(
              ask()
                  .withSettings(
                      Settings.of("temperature", 0.25)
                          .with("maxTokens", 77)
                          .with("stop", List.of("END"))));
      assertThat(completion.text()).isEqualTo("hello there");
      assertThat(completion.finish()).isEqualTo(Completion.Finish.STOP);
      assertThat(completion.usage()).isEqualTo(provider.usage);
      assertThat(completion.timing().attempts()).isEqualTo(1);
      assertThat(model.name()).startsWith(provider.name + "/some-model@");
      assertThat(endpoint.last().body()).contains("Be brief.", "Say hello.", "0.25", "77", "END");
      assertThat(endpoint.last().path() + endpoint.last().body()).contains("some-model");
    }
  }

  @ParameterizedTest
  @EnumSource
  void tools_are_offered_called_and_answered(Provider provider) {
    endpoint.answer(provider.toolCall).answer(provider.text);
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put("type", "object");
    parameters.put("properties", Map.of("city", Map.of("type", "string")));
    parameters.put("required", List.of("city"));
    var request =
        ask().withTools(List.of(new Request.ToolSpec("weather", "Tells it.", parameters)));
    try (var model = provider.open(endpoint)) {
      var first = model.complete(request);
      assertThat(first.finish()).isEqualTo(Completion.Finish.TOOL_CALLS);
      var call = first.toolCalls().getFirst();
      assertThat(call.name()).isEqualTo("weather");
      assertThat(Json.parse(call.arguments())).isEqualTo(Map.of("city", "Rome"));
      assertThat(endpoint.last().body()).contains("Tells it.");

      var turns = new java.util.ArrayList<>(request.messages());
      turns.add(
          new Message(Message.Role.ASSISTANT, List.of(), first.toolCalls(), Optional.empty()));
      turns.add(
          new Message(
              Message.Role.TOOL,
              List.of(new Message.Text("sunny")),
              List.of(),
              Optional.of(call.id())));
      assertThat(model.complete(request.withMessages(turns)).text()).isEqualTo("hello there");
      assertThat(endpoint.last().body()).contains("sunny", "Rome");
      if (provider != Provider.OLLAMA && provider != Provider.GEMINI)
        assertThat(call.id()).isEqualTo("call-1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void trouble_has_its_kind_and_no_key(Provider provider) {
    check(provider, provider == Provider.BEDROCK ? 403 : 401, ModelFailure.Kind.AUTHENTICATION);
    check(provider, 429, ModelFailure.Kind.RATE_LIMITED);
    check(provider, 500, ModelFailure.Kind.SERVER);
    check(provider, 400, ModelFailure.Kind.INVALID_REQUEST);
  }

  private void check(Provider provider, int status, ModelFailure.Kind kind) {
    try (var server = new Endpoint()) {
      server.answer(
          status,
          provider.error.formatted(provider == Provider.OLLAMA ? "nothing" : CANARY),
          "Retry-After",
          "7",
          "x-amzn-ErrorType",
          switch (status) {
            case 403 -> "AccessDeniedException";
            case 429 -> "ThrottlingException";
            case 400 -> "ValidationException";
            default -> "InternalServerException";
          });
      try (var model = provider.open(server)) {
        var failure = catchThrowableOfType(ModelFailure.class, () -> model.complete(ask()));
        assertThat(failure.kind()).as(provider + " " + status).isEqualTo(kind);
        var printed = new StringWriter();
        failure.printStackTrace(new PrintWriter(printed));
        assertThat(printed.toString()).doesNotContain(CANARY);
        assertThat(failure)
            .hasMessageContaining(provider == Provider.OLLAMA ? "told nothing" : "told (hidden)");
        if (provider != Provider.BEDROCK)
          assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(server.requests).as("no retries of its own").hasSize(1);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_broken_body_is_trouble_of_transport(Provider provider) {
    endpoint.answer(provider.text.substring(0, 60));
    try (var model = provider.open(endpoint)) {
      var failure = catchThrowableOfType(ModelFailure.class, () -> model.complete(ask()));
      assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.TRANSPORT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_dead_endpoint_is_trouble_of_transport(Provider provider) {
    endpoint.close();
    try (var model = provider.open(endpoint)) {
      var failure = catchThrowableOfType(ModelFailure.class, () -> model.complete(ask()));
      assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.TRANSPORT);
      assertThat(failure).hasMessageContaining("Is the address right");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GEMINI", "OLLAMA", "OPENAI"})
  void a_schema_is_sent_where_the_provider_has_it(Provider provider) {
    endpoint.answer(provider.text);
    try (var model = provider.open(endpoint)) {
      assertThat(model.capabilities().jsonSchema()).isTrue();
      var schema = new LinkedHashMap<String, Object>();
      schema.put("type", "object");
      schema.put(
          "properties", Map.of("label", Map.of("type", "string", "enum", List.of("aa", "bb"))));
      schema.put("required", List.of("label"));
      model.complete(ask().withFormat(new ResponseFormat.JsonObject("answer", schema)));
      assertThat(endpoint.last().body()).contains("label", "aa", "bb");
    }
  }

  @Test
  void a_request_to_bedrock_is_signed() {
    endpoint.answer(Provider.BEDROCK.text);
    try (var model = Provider.BEDROCK.open(endpoint)) {
      model.complete(ask());
    }
    assertThat(endpoint.last().headers().getFirst("Authorization"))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
        .contains("/eu-central-1/bedrock/aws4_request");
    assertThat(endpoint.last().path()).isEqualTo("/model/some-model/converse");
  }

  @Test
  void keys_go_where_each_provider_wants_them() {
    endpoint.answer(Provider.ANTHROPIC.text);
    try (var model = Provider.ANTHROPIC.open(endpoint)) {
      model.complete(ask());
    }
    assertThat(endpoint.last().headers().getFirst("x-api-key")).isEqualTo(CANARY);
    assertThat(endpoint.last().path()).isEqualTo("/v1/messages");
  }

  @Test
  void an_absent_key_is_named() {
    for (var expected :
        Map.of(
                "anthropic", "ANTHROPIC_API_KEY is not set",
                "gemini", "GEMINI_API_KEY or GOOGLE_API_KEY is not set",
                "openai-langchain4j", "OPENAI_API_KEY is not set",
                "bedrock", "AWS_REGION is not set")
            .entrySet())
      assertThatThrownBy(() ->
              ModelProvider.openAny(ModelSpec.parse(expected.getKey() + "/some-model"), Map.of()))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining(expected.getValue());
  }

  @Test
  void an_address_with_a_password_is_refused_without_showing_it() {
    var address = "http://me:" + CANARY + "@box:1";
    assertThatThrownBy(() -> ModelSpec.parse("ollama/x@" + address))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("holds a key or password")
        .hasMessageNotContaining(CANARY);
  }

  @Test
  void settings_nobody_can_pass_on_are_refused_before_sending() {
    endpoint.answer(Provider.ANTHROPIC.text);
    try (var model = Provider.ANTHROPIC.open(endpoint)) {
      assertThatThrownBy(() -> model.complete(ask().withSettings(Settings.of("minP", 0.1))))
          .isInstanceOf(ModelFailure.class)
          .hasMessageContaining("The setting 'minP' cannot be passed");
      assertThat(endpoint.requests).isEmpty();
    }
  }

  @Test
  void a_host_of_ollama_is_read_as_ollama_reads_it() {
    assertThat(LangChain4jProvider.address("")).isEqualTo("http://127.0.0.1:11434");
    assertThat(LangChain4jProvider.address("0.0.0.0")).isEqualTo("http://127.0.0.1:11434");
    assertThat(LangChain4jProvider.address("box:99")).isEqualTo("http://box:99");
    assertThat(LangChain4jProvider.address("https://box/")).isEqualTo("https://box");
  }
}
