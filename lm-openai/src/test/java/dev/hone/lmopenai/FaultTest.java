package dev.hone.lmopenai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hone.core.Json;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ModelFailure.Kind;
import dev.hone.lm.ModelSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {
  private static final Request ASK = Request.of(List.of(Message.user("Hi")));

  private static ModelFailure failure(Server server) throws IOException {
    try (server;
        var model = server.model("m", "OPENAI_API_KEY", "sk-canary-0123456789")) {
      var failure = catchThrowableOfType(ModelFailure.class, () -> model.complete(ASK));
      assertThat(failure).hasMessageContaining("openai/m").hasMessageContaining(server.port() + "");
      return failure;
    }
  }

  private static Server refusing(int status, String body, String... headers) {
    return Server.of((_, socket) -> Server.reply(socket, status, body, headers));
  }

  @ParameterizedTest
  @CsvSource({
    "401, , , AUTHENTICATION",
    "403, , , AUTHENTICATION",
    "402, , , BILLING",
    "429, insufficient_quota, , BILLING",
    "429, rate_limit_exceeded, , RATE_LIMITED",
    "400, context_length_exceeded, , CONTEXT_TOO_LONG",
    "400, , This model's maximum context length is 8192 tokens, CONTEXT_TOO_LONG",
    "400, content_filter, , FILTERED",
    "400, , bad temperature, INVALID_REQUEST",
    "404, model_not_found, , INVALID_REQUEST",
    "408, , , TIMEOUT",
    "409, , , SERVER",
    "418, , , INVALID_REQUEST",
    "301, , , INVALID_REQUEST",
    "500, server_error, , SERVER",
    "503, , , SERVER",
    "529, overloaded, , SERVER"
  })
  void every_status_has_its_kind(int status, String code, String message, Kind kind)
      throws IOException {
    var error =
        Map.of("message", message == null ? "Words." : message, "code", code == null ? "" : code);
    var failure = failure(refusing(status, Json.write(Map.of("error", error))));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining("status " + status);
    assertThat(failure).hasMessageContaining(message == null ? "Words" : message);
  }

  @Test
  void errors_of_any_shape_are_quoted() throws IOException {
    assertThat(failure(refusing(500, "<html>\n Bad  gateway </html>")))
        .hasMessageContaining("<html> Bad gateway </html>");
    assertThat(failure(refusing(400, "{\"error\":\"no such thing\"}")))
        .hasMessageContaining("no such thing");
    assertThat(failure(refusing(422, "{\"message\":\"wrong field\"}")))
        .hasMessageContaining("wrong field");
    assertThat(failure(refusing(302, "", "Location: https://elsewhere.example/")))
        .hasMessageContaining("https://elsewhere.example/");
    assertThat(failure(refusing(500, "x".repeat(5000))).getMessage()).hasSizeLessThan(500);
  }

  @Test
  void an_error_with_status_200_is_an_error() throws IOException {
    var failure = failure(refusing(200, "{\"error\":{\"code\":502,\"message\":\"upstream\"}}"));
    assertThat(failure.kind()).isEqualTo(Kind.SERVER);
    assertThat(failure).hasMessageContaining("upstream");
  }

  @Test
  void retry_after_is_read_in_all_its_forms() throws IOException {
    assertThat(failure(refusing(429, "{}", "Retry-After: 7")).retryAfter())
        .contains(Duration.ofSeconds(7));
    assertThat(failure(refusing(503, "{}", "retry-after-ms: 250")).retryAfter())
        .contains(Duration.ofMillis(250));
    assertThat(failure(refusing(429, "{}")).retryAfter()).isEmpty();
    var now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(Refusals.retryAfter("Thu, 01 Jan 2026 00:00:30 GMT", "", now))
        .contains(Duration.ofSeconds(30));
    assertThat(Refusals.retryAfter("Wed, 31 Dec 2025 00:00:30 GMT", "", now))
        .contains(Duration.ZERO);
    assertThat(Refusals.retryAfter("1.5", "", now)).contains(Duration.ofMillis(1500));
    assertThat(Refusals.retryAfter("soon", "", now)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the connection was closed without an answer",
        "HTTP/1.1 200 | within the head",
        "SSH-2.0-OpenSSH~ | not HTTP: 'SSH-2.0-OpenSSH'",
        "HTTP/1.1 abc OK~~ | not HTTP",
        "HTTP/1.1 200 OK~nonsense~~ | not a header: 'nonsense'",
        "HTTP/1.1 200 OK~Content-Length: 0~~ | empty",
        "HTTP/1.1 200 OK~~ | empty",
        "HTTP/1.1 204 OK~~ | status 204",
        "HTTP/1.1 200 OK~Content-Length: many~~ | Content-Length is 'many'",
        "HTTP/1.1 200 OK~Content-Length: -1~~ | Content-Length is '-1'",
        "HTTP/1.1 200 OK~Content-Length: 200~~{\"choices\": | cut off after 11 of 200 bytes",
        "HTTP/1.1 200 OK~Content-Length: 500000~~{\"choices\": | cut off",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~20~{\"choices\": | cut off",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~ | no length but 'zz'",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~{}more~ | longer than it said",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~-2~ | negative length",
        "HTTP/1.1 200 OK~Content-Length: 12~~{\"choices\":, | no JSON object",
        "HTTP/1.1 200 OK~Content-Length: 2~~[] | no JSON object",
        "HTTP/1.1 200 OK~Content-Length: 2~~{} | no 'choices'"
      })
  void a_broken_answer_is_named(String raw, String named) throws IOException {
    var failure = failure(Server.sending(raw.replace("~", "\r\n")));
    assertThat(failure).hasMessageContaining(named);
    assertThat(failure.kind())
        .isEqualTo(named.startsWith("status") ? Kind.INVALID_REQUEST : Kind.TRANSPORT);
  }

  @Test
  void a_reset_connection_is_a_transport_failure() throws IOException {
    var server =
        Server.of((_, socket) -> {
          socket.setSoLinger(true, 0);
          socket.close();
        });
    assertThat(failure(server).kind()).isEqualTo(Kind.TRANSPORT);
  }

  @Test
  void a_dead_endpoint_is_named_with_its_address() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var spec = ModelSpec.parse("openai/m@http://127.0.0.1:%d/v1".formatted(port));
    try (var model = OpenAiModel.of(spec, Map.of())) {
      var failure = catchThrowableOfType(ModelFailure.class, () -> model.complete(ASK));
      assertThat(failure.kind()).isEqualTo(Kind.TRANSPORT);
      assertThat(failure)
          .hasMessageContaining("no connection to 127.0.0.1:" + port)
          .hasMessageContaining("is the server running?");
    }
  }

  @Test
  void a_host_that_does_not_exist_is_named() {
    try (var model = OpenAiModel.of(ModelSpec.parse("openai/m@http://no.invalid/v1"), Map.of())) {
      assertThat(catchThrowableOfType(ModelFailure.class, () -> model.complete(ASK)))
          .hasMessageContaining("there is no host 'no.invalid'");
    }
  }

  @Test
  void interrupting_a_waiting_call_gives_its_connection_up() throws Exception {
    var asked = new CountDownLatch(1);
    var failure = new CompletableFuture<ModelFailure>();
    try (var server = Server.of((_, _) -> asked.countDown());
        var model = server.model("m")) {
      var caller =
          Thread.ofVirtual()
              .start(() ->
                  failure.complete(
                      catchThrowableOfType(ModelFailure.class, () -> model.complete(ASK))));
      asked.await();
      caller.interrupt();
      caller.join();
      assertThat(failure.get().kind()).isEqualTo(Kind.TIMEOUT);
      server.awaitHangUp();
    }
  }

  @Test
  void keys_appear_nowhere_even_when_the_server_repeats_them() throws IOException {
    var key = "sk-canary-0123456789";
    var echoes =
        List.of(
            "HTTP/1.1 401 No\r\nContent-Length: 60\r\n\r\nIncorrect key provided: "
                + key
                + " ".repeat(16),
            "HTTP/1.1 302 No\r\nLocation: https://x.example/"
                + key
                + "\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 " + key + "\r\n\r\n",
            "HTTP/1.1 200 OK\r\n" + key + "\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: " + key + "\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n{\"" + key,
            "HTTP/1.1 200 OK\r\n\r\n{\"error\":{\"message\":\"" + key + "\"}}",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + key + "\r\n");
    for (var echo : echoes) {
      var words = new StringWriter();
      failure(Server.sending(echo)).printStackTrace(new PrintWriter(words));
      assertThat(words.toString()).doesNotContain("canary");
    }
    try (var server = Server.answering(Server.HELLO.replace("Hello.", key));
        var model = server.model("m", "OPENAI_API_KEY", key)) {
      assertThat(model.complete(ASK).toString()).doesNotContain("canary");
      assertThat(model.toString() + model.name()).doesNotContain("canary");
    }
  }
}
