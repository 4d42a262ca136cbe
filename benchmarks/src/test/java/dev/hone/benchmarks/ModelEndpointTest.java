package dev.hone.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Settings;
import dev.hone.lm.Cached;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.MemoryCache;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ModelSpec;
import dev.hone.lmopenai.OpenAiModel;
import dev.hone.testkit.ModelEndpoint;
import dev.hone.testkit.ScriptedModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A served model is the same to a client over HTTP as to a caller in the process. */
class ModelEndpointTest {
  private static final Request ASK =
      Request.of(
          List.of(
              Message.system("Say \"less\".\n"),
              Message.user("Wie heißt die Stadt? 🌧"),
              Message.assistant("Köln"),
              Message.user("And now?")));

  private final ScriptedModel model =
      ScriptedModel.of("scripted/teller", request -> "draw " + request.sample());
  private ModelEndpoint endpoint;
  private OpenAiModel client;

  @BeforeEach
  void open() throws IOException {
    open(model);
  }

  private void open(LanguageModel served) throws IOException {
    endpoint = ModelEndpoint.open(served, 0);
    client = OpenAiModel.of(ModelSpec.parse("openai/served@" + endpoint.baseUrl()), Map.of());
  }

  @AfterEach
  void close() {
    client.close();
    endpoint.close();
  }

  private Map<String, Object> post(String path, String body) throws Exception {
    var root = URI.create(endpoint.baseUrl()).resolve(path);
    var request =
        HttpRequest.newBuilder(root).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    try (var http = HttpClient.newHttpClient()) {
      return Json.parseObject(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  @Test
  void the_model_is_asked_what_the_client_was_asked() {
    var settings =
        Settings.of("maxTokens", 24)
            .with("temperature", 0.7)
            .with("topP", 0.9)
            .with("seed", 5)
            .with("stop", List.of("\n", "##"));
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", Map.of("town", Map.of("type", "string")));
    schema.put("required", List.of("town"));
    schema.put("additionalProperties", false);
    var asked =
        ASK.withSettings(settings).withFormat(new ResponseFormat.JsonObject("place", schema));

    var completion = client.complete(asked);

    assertThat(model.requests()).containsExactly(asked.withModel("scripted/teller"));
    assertThat(completion.text()).isEqualTo("draw 0");
    assertThat(completion.finish()).isEqualTo(Completion.Finish.STOP);
    assertThat(completion.usage().input()).isPositive();
    assertThat(completion.usage().input() + completion.usage().output()).isEqualTo(model.tokens());
  }

  @Test
  void a_question_with_a_temperature_draws_anew_each_time_until_reset() throws Exception {
    var warm = ASK.withSettings(Settings.of("temperature", 1));
    assertThat(client.complete(warm).text()).isEqualTo("draw 0");
    assertThat(client.complete(warm).text()).isEqualTo("draw 1");
    post("/reset", "");
    assertThat(client.complete(warm).text()).isEqualTo("draw 0");
  }

  @Test
  void several_answers_are_several_draws_and_one_call() throws Exception {
    var body =
        """
        {"n": 3, "temperature": 1, "messages": [{"role": "user", "content": [{"type": "text", "text": "Go."}]}]}\
        """;

    assertThat((List<?>) post("/v1/chat/completions", body).get("choices"))
        .extracting(choice -> Json.object(Json.object(choice).get("message")).get("content"))
        .containsExactly("draw 0", "draw 1", "draw 2");
    assertThat(endpoint.stats()).containsEntry("calls", 1L);
  }

  @Test
  void counts_what_was_remembered_and_what_was_refused() throws Exception {
    close();
    open(new Cached(model, new MemoryCache(8)));
    client.complete(ASK);
    client.complete(ASK);
    var said = post("/v1/chat/completions", "{\"messages\": [], \"max_tokens\": 4}");

    assertThat(Json.object(said.get("error")).get("message")).asString().contains("messages");
    assertThat(model.requests()).hasSize(1);
    assertThat(endpoint.stats())
        .containsEntry("calls", 3L)
        .containsEntry("remembered", 1L)
        .containsEntry("refused", 1L);
  }

  @Test
  void a_failure_keeps_its_kind() throws Exception {
    for (var kind :
        List.of(
            ModelFailure.Kind.CONTEXT_TOO_LONG,
            ModelFailure.Kind.INVALID_REQUEST,
            ModelFailure.Kind.RATE_LIMITED,
            ModelFailure.Kind.SERVER)) {
      close();
      open(model.withFailures(_ -> new ModelFailure(kind, "No room for it.")));
      assertThatThrownBy(() -> client.complete(ASK))
          .isInstanceOfSatisfying(
              ModelFailure.class, failure -> assertThat(failure.kind()).isEqualTo(kind))
          .hasMessageContaining("No room for it");
    }
  }
}
