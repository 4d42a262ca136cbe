package dev.hone.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulated world gives what the reference implementation in Python gives. The expected values
 * are digests of that implementation's answers to the questions of {@link SimulatedQuestions}.
 */
class SimulatedParityTest {

  static Map<String, Object> reference() {
    try (var in = SimulatedParityTest.class.getResourceAsStream("simulated-worlds.json")) {
      return Json.parseObject(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static List<Map<String, Object>> worlds() {
    var worlds = new ArrayList<Map<String, Object>>();
    for (var world : (List<?>) reference().get("worlds")) worlds.add(Json.object(world));
    return worlds;
  }

  private static SimulatedWorld world(Map<String, Object> expected) {
    return SimulatedWorld.of(new SimulatedOptions().with(Json.object(expected.get("options"))));
  }

  private static String digest(String text) {
    return Draws.hex(8, text);
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void theWorldIsTheSame(Map<String, Object> expected) {
    var world = world(expected);
    var names = new ArrayList<>(world.rules());
    names.addAll(world.decoys());
    assertThat(digest(String.join("|", names))).isEqualTo(expected.get("names"));
    assertThat(digest(String.join("\n", world.seedPrompt().values())))
        .isEqualTo(expected.get("seedPrompt"));
    var splits = new LinkedHashMap<String, Object>();
    splits.put("train", cases(world, SimulatedWorld.Split.TRAIN));
    splits.put("val", cases(world, SimulatedWorld.Split.VALIDATION));
    splits.put("test", cases(world, SimulatedWorld.Split.TEST));
    assertThat(splits).isEqualTo(expected.get("cases"));
  }

  private static String cases(SimulatedWorld world, SimulatedWorld.Split split) {
    return digest(
        world.cases(split).stream()
            .map(c ->
                String.join(
                    "|",
                    c.id(),
                    c.input(),
                    c.answer(),
                    String.join(",", c.needs()),
                    String.join(",", c.brokenBy())))
            .collect(Collectors.joining("\n")));
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void casesAreAnsweredTheSame(Map<String, Object> expected) {
    var questions = new SimulatedQuestions(world(expected));
    assertThat(
            IntStream.range(0, 48)
                .mapToObj(k -> digest(questions.world().answer(questions.task(k), k % 3)))
                .toList())
        .isEqualTo(expected.get("answers"));
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void proposalsAreTheSame(Map<String, Object> expected) {
    var world = world(expected);
    var questions = new SimulatedQuestions(world);
    assertThat(
            IntStream.range(0, 72)
                .mapToObj(k -> {
                  var text = questions.proposal(k);
                  var seed = k % 5 == 0 ? "7" : "";
                  return digest(
                      String.join(
                          "\n~\n",
                          world.propose(text, seed, 0, 0),
                          world.propose(text, seed, 0, 1),
                          world.propose(text, seed, 2, 0)));
                })
                .toList())
        .isEqualTo(expected.get("proposals"));
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void trueScoresAreTheSame(Map<String, Object> expected) {
    var world = world(expected);
    var questions = new SimulatedQuestions(world);
    var scores =
        IntStream.range(0, 6)
            .mapToObj(k -> {
              var text = questions.whole(k);
              return List.of(
                  world.trueScore(text, SimulatedWorld.Split.TRAIN),
                  world.trueScore(text, SimulatedWorld.Split.VALIDATION),
                  world.trueScore(text, SimulatedWorld.Split.TEST));
            })
            .toList();
    assertThat(scores).isEqualTo(expected.get("scores"));
  }

  @Test
  void theEndpointAnswersAndCountsTheSame() throws Exception {
    var expected = Json.object(reference().get("http"));
    var options = new SimulatedOptions().with(Json.object(expected.get("options")));
    try (var endpoint = SimulatedEndpoint.open(0, options);
        var client = HttpClient.newHttpClient()) {
      var questions = new SimulatedQuestions(endpoint.world());
      var said = new ArrayList<String>();
      for (int k = 0; k < 40; k++) said.add(said(client, endpoint, body(questions, k)));
      assertThat(said).isEqualTo(expected.get("answers"));
      assertThat(Json.canonical(endpoint.stats().get("by_role")))
          .isEqualTo(Json.canonical(expected.get("by_role")));
      assertThat(Json.canonical(endpoint.stats().get("errors")))
          .isEqualTo(Json.canonical(expected.get("errors")));
    }
  }

  private static Map<String, Object> body(SimulatedQuestions questions, int k) {
    var body = new LinkedHashMap<String, Object>();
    boolean task = k % 6 < 3;
    body.put("model", task ? "sim-task" : "x/My-Optimizer");
    body.put(
        "messages",
        task
            ? questions.taskJson(k / 2 * 2)
            : List.of(Map.of("role", "user", "content", questions.proposal(k / 2))));
    if (!task) body.put("n", 1 + k % 3);
    if (k % 4 == 0) body.put("seed", 11);
    return body;
  }

  private static String said(
      HttpClient client, SimulatedEndpoint endpoint, Map<String, Object> body) throws Exception {
    var response =
        client.send(
            HttpRequest.newBuilder(URI.create(endpoint.baseUrl() + "/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) return String.valueOf(response.statusCode());
    var answer = Json.parseObject(response.body());
    var parts = new ArrayList<String>();
    parts.add(String.valueOf(answer.get("id")));
    parts.add(String.valueOf(answer.get("model")));
    for (var choice : (List<?>) answer.get("choices"))
      parts.add(String.valueOf(Json.object(Json.object(choice).get("message")).get("content")));
    var usage = Json.object(answer.get("usage"));
    parts.add(String.valueOf(usage.get("prompt_tokens")));
    parts.add(String.valueOf(usage.get("completion_tokens")));
    return digest(String.join("\n~\n", parts));
  }
}
