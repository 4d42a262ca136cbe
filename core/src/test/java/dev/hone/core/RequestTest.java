package dev.hone.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {

  private static Request request() {
    return Request.of(List.of(Message.system("Be brief."), Message.user("Hi"))).withModel("m");
  }

  private static Message tool(String id, String name, String arguments) {
    return new Message(
        Message.Role.ASSISTANT,
        List.of(),
        List.of(new Message.ToolCall(id, name, arguments)),
        Optional.empty());
  }

  private static Request.ToolSpec spec(String name, String text, String type) {
    return new Request.ToolSpec(name, text, new LinkedHashMap<>(Map.of("type", type)));
  }

  @Test
  void anyChangeChangesTheKey() {
    var base = request();
    var media = new Message.Media("image/png", "ab", "file:a");
    var requests =
        List.of(
            base,
            base.withModel("other"),
            base.withSample(1),
            base.withSettings(Settings.of("temperature", 0)),
            base.withSettings(Settings.of("temperature", 0.1)),
            base.withSettings(Settings.of("topP", 0.1)),
            base.withSettings(Settings.of("seed", 1)),
            base.withSettings(Settings.of("stop", List.of("a"))),
            base.withSettings(Settings.of("stop", List.of("a", "b"))),
            base.withSettings(Settings.of("extra.x", true)),
            base.withMessages(List.of(Message.system("Be brief."))),
            base.withMessages(List.of(Message.user("Be brief."), Message.user("Hi"))),
            base.withMessages(List.of(Message.system("Be brief"), Message.user(".Hi"))),
            base.withMessages(List.of(Message.user("Hi"), Message.system("Be brief."))),
            base.withMessages(List.of(Message.user("half \ud83d"))),
            base.withMessages(List.of(Message.user("half \ud83e"))),
            base.withMessages(List.of(Message.user("half ?"))),
            base.withMessages(List.of(tool("1", "f", "{}"))),
            base.withMessages(List.of(tool("2", "f", "{}"))),
            base.withMessages(List.of(tool("1", "g", "{}"))),
            base.withMessages(List.of(tool("1", "f", "{ }"))),
            base.withMessages(List.of(message(media))),
            base.withMessages(List.of(message(new Message.Media("image/png", "ac", "file:a")))),
            base.withMessages(List.of(answer("1"))),
            base.withMessages(List.of(answer("2"))),
            base.withFormat(new ResponseFormat.JsonObject("x", new LinkedHashMap<>())),
            base.withFormat(
                new ResponseFormat.JsonObject("x", new LinkedHashMap<>(Map.of("type", "object")))),
            base.withFormat(new ResponseFormat.OneOf(List.of("a", "b"))),
            base.withFormat(new ResponseFormat.OneOf(List.of("b", "a"))),
            base.withTools(List.of(spec("f", "does", "object"))),
            base.withTools(List.of(spec("g", "does", "object"))),
            base.withTools(List.of(spec("f", "did", "object"))),
            base.withTools(List.of(spec("f", "does", "any"))));

    assertThat(requests.stream().map(Request::key))
        .doesNotHaveDuplicates()
        .allMatch(k -> k.matches("[0-9a-f]{64}"));
    assertThat(requests).doesNotHaveDuplicates();
  }

  private static Message message(Message.Content content) {
    return new Message(Message.Role.USER, List.of(content), List.of(), Optional.empty());
  }

  private static Message answer(String id) {
    return new Message(
        Message.Role.TOOL, List.of(new Message.Text("ok")), List.of(), Optional.of(id));
  }

  @Test
  void equalRequestsHaveOneKey() {
    assertThat(request().key()).isEqualTo(request().key());
    assertThat(request().withSettings(Settings.of("temperature", 1)).key())
        .isEqualTo(request().withSettings(Settings.of("temperature", 1.0)).key());
    assertThat(request().withSettings(Settings.of("topK", 5).with("seed", 7)))
        .isEqualTo(request().withSettings(Settings.of("seed", 7L).with("topK", 5.0)));
  }

  @Test
  void theKeyDependsOnContentAndNotOnWhatWasHashedBefore() {
    var long1 = Message.user("a".repeat(200));
    var long2 = Message.user("a".repeat(199) + "b");
    var first = Request.of(List.of(long1, long2)).key();

    assertThat(Request.of(List.of(long1, long2)).key()).isEqualTo(first);
    assertThat(Request.of(List.of(Message.user("a".repeat(200)), long2)).key()).isEqualTo(first);
    assertThat(Request.of(List.of(long2, long1)).key()).isNotEqualTo(first);
    assertThat(Request.of(List.of(Message.user("x\ud800"))).key())
        .isNotEqualTo(Request.of(List.of(Message.user("x?"))).key())
        .isNotEqualTo(Request.of(List.of(Message.user("x\ud801"))).key());
    assertThat(Request.of(List.of(Message.system("x"))).key())
        .isNotEqualTo(Request.of(List.of(Message.user("x"))).key());
  }

  @Test
  void theJsonFormKeepsARequest() {
    var plain = request().withSample(3).withSettings(Settings.of("temperature", 0.5));
    var requests =
        List.of(
            plain,
            plain.withMessages(List.of(tool("1", "f", "{ }"), answer("1"))),
            plain.withTools(List.of(spec("f", "does", "object"))),
            plain.withFormat(new ResponseFormat.OneOf(List.of("a", "b"))),
            plain.withFormat(
                new ResponseFormat.JsonObject("x", new LinkedHashMap<>(Map.of("type", "object")))));

    for (var request : requests) {
      var read = Request.fromJson(Json.parseObject(Json.write(request.toJson())));
      assertThat(read).isEqualTo(request);
      assertThat(read.key()).isEqualTo(request.key());
    }
    assertThatThrownBy(() -> Request.fromJson(Map.of("messages", List.of(5))))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void theTextOfATurnIsAllItsText() {
    var turn =
        new Message(
            Message.Role.USER,
            List.of(new Message.Text("a"), new Message.Media("t", "h", "u"), new Message.Text("b")),
            List.of(),
            Optional.empty());

    assertThat(turn.text()).isEqualTo("a\nb");
    assertThat(Message.fromJson(Json.parseObject(Json.write(turn.toJson())))).isEqualTo(turn);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{}",
        "{\"role\": \"user\", \"content\": 5}",
        "{\"role\": \"user\", \"content\": [5]}",
        "{\"role\": \"user\", \"content\": [{\"type\": \"x\"}]}",
        "{\"role\": \"user\", \"toolCalls\": [{\"id\": \"1\"}]}",
      })
  void whatIsNoMessageIsRefused(String json) {
    assertThatThrownBy(() -> Message.fromJson(Json.parseObject(json)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("needs 'role'");
  }
}
