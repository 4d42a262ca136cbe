package dev.hone.lmopenai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Completion.Finish;
import dev.hone.core.FieldType;
import dev.hone.core.Json;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Settings;
import dev.hone.core.Signature;
import dev.hone.lm.ModelProvider;
import dev.hone.lm.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiModelTest {
  private static final Request ASK =
      Request.of(List.of(Message.system("Be \"brief\".\n"), Message.user("Grüße, 世界 🎈")));

  private static Map<String, Object> sent(String model, Request request) throws IOException {
    try (var server = Server.answering(Server.HELLO);
        var client = server.model(model)) {
      client.complete(request);
      return server.received.getFirst().json();
    }
  }

  private static Completion answered(String body) throws IOException {
    try (var server = Server.answering(body);
        var client = server.model("m")) {
      return client.complete(ASK);
    }
  }

  @Test
  void asks_and_reads_the_answer() throws IOException {
    try (var server = Server.answering(Server.HELLO);
        var model = server.model("gpt-4o", "OPENAI_API_KEY", "sk-test-key-0001")) {
      var completion = model.complete(ASK);

      assertThat(completion.text()).isEqualTo("Hello.");
      assertThat(completion.finish()).isEqualTo(Finish.STOP);
      assertThat(completion.model()).isEqualTo("mock-2026");
      assertThat(completion.usage()).isEqualTo(new Completion.Usage(12, 8, 3, 1));
      assertThat(completion.usd()).isEmpty();
      assertThat(completion.timing().attempts()).isEqualTo(1);
      assertThat(completion.timing().firstTokenMs()).isEqualTo(-1);
      var request = server.received.getFirst();
      assertThat(request.head())
          .startsWith("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + server.port())
          .contains("\r\nAuthorization: Bearer sk-test-key-0001\r\n")
          .contains("\r\nContent-Type: application/json\r\n");
      assertThat(request.body())
          .isEqualTo(
              """
              {"model":"gpt-4o","messages":[{"role":"system","content":"Be \\"brief\\".\\n"},{"role":"user","content":"Grüße, 世界 🎈"}]}\
              """);
    }
  }

  @Test
  void sends_no_key_when_there_is_none() throws IOException {
    try (var server = Server.answering(Server.HELLO);
        var model = server.model("m")) {
      model.complete(ASK);
      assertThat(server.received.getFirst().head()).doesNotContain("Authorization");
    }
  }

  @Test
  void every_setting_arrives_under_its_name() throws IOException {
    var settings =
        Settings.of("temperature", 0.7)
            .with("topP", 1.0)
            .with("topK", 40)
            .with("minP", 0.05)
            .with("maxTokens", 100)
            .with("stop", List.of("\n\n", "END"))
            .with("seed", 7)
            .with("frequencyPenalty", 0.5)
            .with("presencePenalty", -0.5)
            .with("reasoningEffort", "low")
            .with("logprobs", 3)
            .with("extra.service_tier", "flex")
            .with("extra.metadata", Map.of("run", "1"));

    var body = sent("gpt-4o", ASK.withSettings(settings).withSample(2));

    assertThat(body)
        .containsEntry("temperature", 0.7)
        .containsEntry("top_p", 1L)
        .containsEntry("top_k", 40L)
        .containsEntry("min_p", 0.05)
        .containsEntry("max_tokens", 100L)
        .containsEntry("stop", List.of("\n\n", "END"))
        .containsEntry("seed", 9L)
        .containsEntry("frequency_penalty", 0.5)
        .containsEntry("presence_penalty", -0.5)
        .containsEntry("reasoning_effort", "low")
        .containsEntry("logprobs", true)
        .containsEntry("top_logprobs", 3L)
        .containsEntry("service_tier", "flex")
        .containsEntry("metadata", Map.of("run", "1"));
  }

  @ParameterizedTest
  @CsvSource({
    "o1, true",
    "o3-mini, true",
    "o4-mini-2026-01-01, true",
    "gpt-5, true",
    "gpt-5.4-mini, true",
    "openai/gpt-5-nano, true",
    "gpt-5-chat-latest, false",
    "gpt-4o, false",
    "gpt-4.1-mini, false",
    "olmo-2, false",
    "gpt-50b-local, false"
  })
  void reasoning_models_take_no_sampling_parameters(String model, boolean reasoning)
      throws IOException {
    var body = sent(model, ASK.withSettings(Settings.of("temperature", 0.0).with("maxTokens", 50)));

    assertThat(body.containsKey("temperature")).isEqualTo(!reasoning);
    assertThat(body.containsKey("max_completion_tokens")).isEqualTo(reasoning);
    assertThat(body.containsKey("max_tokens")).isEqualTo(!reasoning);
  }

  @Test
  void an_extra_setting_wins_over_ours_but_not_over_the_question() throws IOException {
    var body = sent("m", ASK.withSettings(Settings.of("seed", 1).with("extra.seed", "fixed")));
    assertThat(body).containsEntry("seed", "fixed");

    assertThatThrownBy(() -> sent("m", ASK.withSettings(Settings.of("extra.messages", "x"))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("extra.messages");
  }

  @Test
  void tools_go_there_and_calls_come_back() throws IOException {
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put("type", "object");
    parameters.put("properties", Map.of("city", Map.of("type", "string")));
    var call = new Message.ToolCall("call_1", "weather", "{\"city\":\"Bonn\"}");
    var request =
        Request.of(
                List.of(
                    Message.user("Weather?"),
                    new Message(Message.Role.ASSISTANT, List.of(), List.of(call), Optional.empty()),
                    new Message(
                        Message.Role.TOOL,
                        List.of(new Message.Text("sunny")),
                        List.of(),
                        Optional.of("call_1"))))
            .withTools(List.of(new Request.ToolSpec("weather", "Tells it.", parameters)));

    assertThat(Json.write(sent("m", request)))
        .isEqualTo(
            """
            {"model":"m","messages":[{"role":"user","content":"Weather?"},\
            {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Bonn\\"}"}}]},\
            {"role":"tool","content":"sunny","tool_call_id":"call_1"}],\
            "tools":[{"type":"function","function":{"name":"weather","description":"Tells it.","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]}\
            """);

    var completion =
        answered(
            """
            {"choices":[{"message":{"content":null,"tool_calls":[
              {"id":"a","type":"function","function":{"name":"weather","arguments":"{}"}},
              {"id":"b","type":"function","function":{"name":"time","arguments":"{\\"z\\":1}"}}]},"finish_reason":"tool_calls"}]}\
            """);
    assertThat(completion.finish()).isEqualTo(Finish.TOOL_CALLS);
    assertThat(completion.text()).isEmpty();
    assertThat(completion.toolCalls())
        .containsExactly(
            new Message.ToolCall("a", "weather", "{}"),
            new Message.ToolCall("b", "time", "{\"z\":1}"));
  }

  @Test
  void a_tools_turn_without_its_call_is_an_error() {
    assertThatThrownBy(() -> sent("m", Request.of(List.of(Message.of(Message.Role.TOOL, "sunny")))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("sunny");
  }

  private static SequencedMap<String, Object> schema(String outputs) {
    return FieldType.Structure.schema(Signature.parse("q -> " + outputs).outputs());
  }

  @Test
  void a_schema_is_strict_where_it_can_be() throws IOException {
    var format =
        new ResponseFormat.JsonObject("the answer", schema("label: 'a'|'b'?, tags: list[str]"));

    assertThat(Json.write(sent("m", ASK.withFormat(format)).get("response_format")))
        .isEqualTo(
            """
            {"type":"json_schema","json_schema":{"name":"the_answer","strict":true,"schema":{"type":"object","properties":{\
            "label":{"type":["string","null"],"enum":["a","b",null]},"tags":{"type":"array","items":{"type":"string"}}},\
            "required":["label","tags"],"additionalProperties":false}}}\
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"m: map[int]", "a: any", "l: list[any]", "s: {m: map[str]}"})
  void what_cannot_be_strict_is_sent_as_it_is(String outputs) throws IOException {
    var schema = schema(outputs);
    var sent = sent("m", ASK.withFormat(new ResponseFormat.JsonObject("x", schema)));

    var format = Tree.of(sent.get("response_format")).tree("json_schema");
    assertThat(format.map().get("strict")).isEqualTo(false);
    assertThat(format.map().get("schema")).isEqualTo(schema);
  }

  @Test
  void an_empty_schema_means_any_object_and_a_choice_stays_text() throws IOException {
    var any = new ResponseFormat.JsonObject("x", new LinkedHashMap<>());
    assertThat(sent("m", ASK.withFormat(any)))
        .containsEntry("response_format", Map.of("type", "json_object"));
    assertThat(sent("m", ASK.withFormat(new ResponseFormat.OneOf(List.of("a", "b")))))
        .doesNotContainKey("response_format");
  }

  @Test
  void log_probabilities_keep_their_alternatives() throws IOException {
    var completion =
        answered(
            """
            {"choices":[{"message":{"content":"Hi"},"finish_reason":"stop","logprobs":{"content":[
              {"token":"Hi","logprob":-0.25,"top_logprobs":[{"token":"Hi","logprob":-0.25},{"token":"Ho","logprob":-2}]}]}}]}\
            """);
    assertThat(completion.logprobs())
        .containsExactly(
            new Completion.Token(
                "Hi",
                -0.25,
                List.of(
                    new Completion.Alternative("Hi", -0.25),
                    new Completion.Alternative("Ho", -2))));
  }

  @ParameterizedTest
  @CsvSource({"stop,STOP", "length,LENGTH", "content_filter,FILTERED", "strange,OTHER"})
  void reasons_to_stop_are_told_apart(String reason, Finish finish) throws IOException {
    var body = "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"%s\"}]}";
    assertThat(answered(body.formatted(reason)).finish()).isEqualTo(finish);
  }

  @Test
  void a_refusal_is_a_filtered_answer() throws IOException {
    var completion =
        answered(
            """
            {"choices":[{"message":{"content":null,"refusal":"I cannot."},"finish_reason":"stop"}]}\
            """);
    assertThat(completion.finish()).isEqualTo(Finish.FILTERED);
    assertThat(completion.text()).isEqualTo("I cannot.");
  }

  @Test
  void media_become_parts(@TempDir Path folder) throws IOException {
    var file = Files.write(folder.resolve("a.png"), new byte[] {1, 2, 3});
    var content =
        List.<Message.Content>of(
            new Message.Text("Look."),
            new Message.Media("image/png", "x", file.toUri().toString()),
            new Message.Media("image/jpeg", "y", "https://example.org/a.jpg"),
            new Message.Media("audio/mpeg", "z", "data:audio/mpeg;base64,AAEC"),
            new Message.Media("application/pdf", "p", "data:application/pdf;base64,AAEC"));
    var turn = new Message(Message.Role.USER, content, List.of(), Optional.empty());

    var sent = Tree.of(sent("m", Request.of(List.of(turn)))).trees("messages").getFirst();

    assertThat(Json.write(sent.map().get("content")))
        .isEqualTo(
            """
            [{"type":"text","text":"Look."},\
            {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}},\
            {"type":"image_url","image_url":{"url":"https://example.org/a.jpg"}},\
            {"type":"input_audio","input_audio":{"data":"AAEC","format":"mp3"}},\
            {"type":"file","file":{"filename":"document.pdf","file_data":"data:application/pdf;base64,AAEC"}}]\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "video/mp4, https://example.org/a.mp4, video/mp4",
    "image/png, ftp://example.org/a, ftp://example.org/a",
    "image/png, file:///no/such/file.png, /no/such/file.png",
    "audio/wav, 'data:audio/wav,plain', base64"
  })
  void media_that_cannot_be_sent_are_named(String type, String uri, String named) {
    var turn =
        new Message(
            Message.Role.USER,
            List.of(new Message.Media(type, "x", uri)),
            List.of(),
            Optional.empty());
    assertThatThrownBy(() -> sent("m", Request.of(List.of(turn))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(named);
  }

  @Test
  void the_service_loader_finds_the_provider() throws IOException {
    try (var server = Server.answering(Server.HELLO);
        var model =
            ModelProvider.openAny(
                ModelSpec.parse("openai/any/thing"), Map.of("OPENAI_BASE_URL", server.url()))) {
      assertThat(model.name()).isEqualTo("openai/any/thing@" + server.url());
      assertThat(model.complete(ASK).text()).isEqualTo("Hello.");
      assertThat(server.received.getFirst().json()).containsEntry("model", "any/thing");
      assertThat(model.capabilities().jsonSchema()).isTrue();
    }
  }

  @Test
  void without_a_key_it_says_which_variable_to_set() {
    assertThatThrownBy(() -> OpenAiModel.of(ModelSpec.parse("openai/gpt-5.4-mini"), Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("openai/gpt-5.4-mini")
        .hasMessageContaining("OPENAI_API_KEY");
  }

  @Test
  void unusable_keys_and_addresses_are_refused_without_showing_secrets() {
    assertThatThrownBy(() ->
            OpenAiModel.of(
                ModelSpec.parse("openai/m"), Map.of("OPENAI_API_KEY", "sk-canary\r\nX: y")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("OPENAI_API_KEY")
        .hasMessageNotContaining("canary");
    assertThatThrownBy(
            () -> OpenAiModel.of(ModelSpec.parse("openai/m@http://me:canary@host/v1"), Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessageNotContaining("canary");
    assertThatThrownBy(() -> OpenAiModel.of(ModelSpec.parse("openai/m@http://a b/v1"), Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("http://a b/v1");
  }
}
