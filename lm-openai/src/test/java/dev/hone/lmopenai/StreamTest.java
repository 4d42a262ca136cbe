package dev.hone.lmopenai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.Completion;
import dev.hone.core.Completion.Finish;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ModelFailure.Kind;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamTest {
  private static final Request ASK = Request.of(List.of(Message.user("Hi")));
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final List<String> pieces = new ArrayList<>();

  private static String chunk(String text) {
    return Integer.toHexString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
        + "\r\n"
        + text
        + "\r\n";
  }

  private static String delta(String json) {
    return chunk("data: {\"model\":\"mock\",\"choices\":[{\"index\":0," + json + "}]}\n\n");
  }

  private Completion streamed(String raw) throws IOException {
    try (var server = Server.sending(raw);
        var model = server.model("m")) {
      return model.stream(ASK, pieces::add);
    }
  }

  @Test
  void pieces_arrive_in_order_and_the_answer_is_whole() throws IOException {
    Server.Script script =
        (_, socket) -> {
          write(socket, HEAD + delta("\"delta\":{\"role\":\"assistant\",\"content\":\"\"}"));
          write(socket, delta("\"delta\":{\"content\":\"Grü\"}"));
          write(socket, chunk(": a comment\n\n") + delta("\"delta\":{\"content\":\"ße\"}"));
          write(socket, delta("\"delta\":{},\"finish_reason\":\"stop\""));
          write(
              socket,
              chunk(
                  "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n"));
          write(socket, chunk("data: [DONE]\n\n") + "0\r\n\r\n");
        };
    try (var server = Server.of(script);
        var model = server.model("m")) {
      var completion = model.stream(ASK, pieces::add);

      assertThat(pieces).containsExactly("Grü", "ße");
      assertThat(completion.text()).isEqualTo("Grüße");
      assertThat(completion.finish()).isEqualTo(Finish.STOP);
      assertThat(completion.usage()).isEqualTo(Completion.Usage.of(5, 2));
      assertThat(completion.timing().firstTokenMs()).isBetween(0L, completion.timing().latencyMs());
      assertThat(server.received.getFirst().json()).containsEntry("stream", true);

      model.stream(ASK, pieces::add);
      assertThat(server.accepted).hasValue(1);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void pieces_of_tool_calls_are_put_together() throws IOException {
    var completion =
        streamed(
            HEAD
                + delta(
                    "\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"add\",\"arguments\":\"{\\\"x\\\"\"}}]}")
                + delta(
                    "\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"sub\",\"arguments\":\"{}\"}}]}")
                + delta(
                    "\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]},\"finish_reason\":\"tool_calls\"")
                + chunk("data: [DONE]\n\n")
                + "0\r\n\r\n");

    assertThat(completion.toolCalls())
        .containsExactly(
            new Message.ToolCall("a", "add", "{\"x\":1}"), new Message.ToolCall("b", "sub", "{}"));
    assertThat(pieces).isEmpty();
  }

  @Test
  void a_server_that_does_not_stream_is_read_all_the_same() throws IOException {
    try (var server = Server.answering(Server.HELLO);
        var model = server.model("m")) {
      assertThat(model.stream(ASK, pieces::add).text()).isEqualTo("Hello.");
      assertThat(pieces).containsExactly("Hello.");
    }
  }

  @Test
  void a_stream_that_breaks_off_is_a_failure() {
    var begun = HEAD + delta("\"delta\":{\"content\":\"Hel\"}");
    assertThatThrownBy(() -> streamed(begun))
        .isInstanceOfSatisfying(
            ModelFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRANSPORT));
    assertThat(pieces).containsExactly("Hel");
    assertThatThrownBy(() -> streamed(begun + "0\r\n\r\n"))
        .isInstanceOf(ModelFailure.class)
        .hasMessageContaining("ended before");
    assertThatThrownBy(() -> streamed(HEAD + "0\r\n\r\n"))
        .isInstanceOf(ModelFailure.class)
        .hasMessageContaining("ended before");
  }

  @Test
  void an_error_inside_a_stream_is_a_failure() {
    var error =
        "data: {\"error\":{\"message\":\"Too busy\",\"code\":429,\"type\":\"overloaded\"}}\n\n";
    assertThatThrownBy(() -> streamed(HEAD + chunk(error) + "0\r\n\r\n"))
        .isInstanceOfSatisfying(
            ModelFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.RATE_LIMITED))
        .hasMessageContaining("Too busy");
  }

  @Test
  void a_listener_that_throws_ends_the_call_and_the_connection() throws Exception {
    try (var server =
            Server.of((_, socket) -> write(socket, HEAD + delta("\"delta\":{\"content\":\"a\"}")));
        var model = server.model("m")) {
      assertThatThrownBy(() ->
              model.stream(
                  ASK,
                  _ -> {
                    throw new IllegalStateException("enough");
                  }))
          .hasMessage("enough");
      server.awaitHangUp();
    }
  }
}
