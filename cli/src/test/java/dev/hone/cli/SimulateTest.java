package dev.hone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateTest {
  @TempDir Path folder;

  /** What is done while the world is served; it is stopped afterwards as Ctrl-C would. */
  private interface Visit {
    void pay(Desk desk, String root) throws Exception;
  }

  private Desk.Said served(Visit visit, String... options) throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var desk = new Desk(folder);
    var stop = new CompletableFuture<Runnable>();
    desk.interrupts = stop::complete;
    var words = new ArrayList<>(List.of("simulate", "--port", String.valueOf(port)));
    words.addAll(Arrays.asList(options));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var said = threads.submit(() -> desk.hone(words.toArray(String[]::new)));
      var end = stop.get(30, TimeUnit.SECONDS);
      try {
        visit.pay(desk, "http://127.0.0.1:" + port);
      } finally {
        end.run();
      }
      return said.get(30, TimeUnit.SECONDS);
    }
  }

  private static String body(HttpRequest.Builder request) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private static HttpRequest.Builder to(String address) {
    return HttpRequest.newBuilder(URI.create(address));
  }

  @Test
  void aWrittenTaskIsImprovedAndEveryCallIsCountedAtTheServer() throws Exception {
    var said =
        served(
            (desk, root) -> {
              desk.environment.put("HONE_CACHE", folder.resolve("own-cache").toString());
              var result = desk.hone("optimize", "world/task.yaml", "--json", "--run", "run");
              assertThat(result.code()).as(result.err()).isZero();
              var spent = Json.object(result.json().get("spent"));
              var roles = Json.object(Json.parseObject(body(to(root + "/stats"))).get("by_role"));
              assertThat(Json.object(roles.get("task")).get("calls"))
                  .isEqualTo(spent.get("studentCalls"));
              assertThat(Json.object(roles.get("reflect")).get("calls"))
                  .isEqualTo(spent.get("teacherCalls"));
              assertThat(
                      ((Number) Json.object(result.json().get("difference")).get("low"))
                          .doubleValue())
                  .isPositive();
              var found = desk.read("run/compiled.json");
              var score =
                  Json.parseObject(
                      body(
                          to(root + "/score")
                              .POST(
                                  HttpRequest.BodyPublishers.ofString(
                                      Json.write(Map.of("text", found))))));
              assertThat(((Number) score.get("score")).doubleValue()).isGreaterThan(0.9);
            },
            "--seed",
            "3",
            "--rules",
            "4",
            "--write",
            "world");
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("World 3: 4 hidden rules", "openai/sim-task@http://127.0.0.1:");
    assertThat(said.err()).contains("\"by_role\"");
  }

  @Test
  void jsonTellsPortAndWorld() throws Exception {
    var said =
        served(
            (_, root) ->
                assertThat(Json.parseObject(body(to(root + "/config"))))
                    .containsEntry("p_forget", 0.35)
                    .containsEntry("noise", "sampled"),
            "--json",
            "--p-forget=0.35",
            "--noise",
            "sampled");
    assertThat(Json.object(said.json().get("world"))).containsEntry("p_forget", 0.35);
    assertThat(said.json().get("student").toString())
        .contains(":" + said.json().get("port") + "/v1");
  }

  @Test
  void badInputIsOneMessage() throws Exception {
    var desk = new Desk(folder);
    assertBad(desk.hone("simulate", "--fn", "2"), "--fn: fn is 2.0; it is a share or a chance");
    assertBad(
        desk.hone("simulate", "--rules=many"), "--rules: rules is 'many'; give a whole number");
    assertBad(desk.hone("simulate", "--port", "70000"), "--port is 70000");
    assertThat(desk.hone("simulate", "--colour", "1").code()).isEqualTo(2);
    desk.write("taken/task.yaml", "name: mine\n");
    assertBad(desk.hone("simulate", "--write", "taken"), "There is a file");
    assertThat(desk.read("taken/task.yaml")).isEqualTo("name: mine\n");
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertBad(
          desk.hone("simulate", "--port", String.valueOf(taken.getLocalPort())),
          "is taken on this machine");
    }
  }

  private static void assertBad(Desk.Said said, String message) {
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains(message).doesNotContain("\tat ");
    assertThat(said.out()).isEmpty();
  }
}
