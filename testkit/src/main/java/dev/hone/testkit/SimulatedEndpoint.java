package dev.hone.testkit;

import dev.hone.core.BadInput;
import dev.hone.testkit.JsonServer.Reply;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A simulated world behind an OpenAI-compatible endpoint on this machine. The model {@code
 * sim-task} answers cases and {@code sim-reflect} writes proposals. The number of an asking is how
 * often the same was answered before.
 *
 * <p>Beside {@code POST /v1/chat/completions} and {@code GET /v1/models}: {@code GET
 * /dataset?split=train|val|test}, {@code GET /seedprompt}, {@code GET /config}, {@code GET /stats}
 * (calls, tokens and errors by role, since the last reset), {@code POST /score} with {@code text}
 * and {@code split} for the true score, which is not counted, and {@code POST /reset} with options
 * to change for a new world.
 */
public final class SimulatedEndpoint implements AutoCloseable {
  private static final Map<String, SimulatedWorld.Split> SPLITS =
      Map.of(
          "train", SimulatedWorld.Split.TRAIN,
          "val", SimulatedWorld.Split.VALIDATION,
          "test", SimulatedWorld.Split.TEST);

  private final JsonServer server;
  private volatile Live live;

  /** A world and what it was asked so far. */
  private record Live(SimulatedWorld world, SimulatedStats stats) {
    static Live of(SimulatedOptions options) {
      return new Live(SimulatedWorld.of(options), new SimulatedStats(options.seed()));
    }
  }

  private SimulatedEndpoint(int port, SimulatedOptions options) throws IOException {
    this.live = Live.of(options);
    this.server = JsonServer.open(port, this::reply);
  }

  /**
   * Opens an endpoint on the loopback address.
   *
   * @param port 0 for any free one
   * @throws IOException when the port is taken
   */
  public static SimulatedEndpoint open(int port, SimulatedOptions options) throws IOException {
    return new SimulatedEndpoint(port, options);
  }

  public int port() {
    return server.port();
  }

  /** The address for clients, with {@code /v1}. */
  public String baseUrl() {
    return server.baseUrl();
  }

  /** What {@code GET /stats} tells. */
  public SequencedMap<String, Object> stats() {
    return live.stats().toMap();
  }

  public SimulatedWorld world() {
    return live.world();
  }

  private Reply reply(JsonServer.Asked asked) {
    return switch (asked.what()) {
      case "GET /stats" -> Reply.ok(stats());
      case "GET /config" -> Reply.ok(live.world().options().toMap());
      case "GET /seedprompt" -> Reply.ok(Map.of("components", live.world().seedPrompt()));
      case "GET /v1/models" -> Reply.models(List.of("sim-task", "sim-reflect"));
      case "GET /dataset" -> dataset(asked.query());
      case "POST /reset" -> reset(asked.json());
      case "POST /score" -> score(asked.json());
      case "POST /v1/chat/completions" -> chat(asked.json());
      default -> Reply.unknown(asked);
    };
  }

  private Reply dataset(@Nullable String query) {
    var name = query == null || !query.startsWith("split=") ? "train" : query.substring(6);
    var split = SPLITS.get(name);
    if (split == null) return Reply.error(404, "not_found", "There is no split '" + name + "'.");
    return Reply.ok(
        live.world().cases(split).stream()
            .map(c -> {
              var map = new LinkedHashMap<String, Object>();
              map.put("id", c.id());
              map.put("input", c.input());
              map.put("answer", c.answer());
              return map;
            })
            .toList());
  }

  private Reply reset(Map<String, Object> changes) {
    live = Live.of(live.world().options().with(changes));
    return Reply.ok(Map.of("ok", true, "config", live.world().options().toMap()));
  }

  private Reply score(Map<String, Object> asked) {
    var name = String.valueOf(asked.getOrDefault("split", "test"));
    var split = SPLITS.get(name);
    if (split == null)
      throw new BadInput("There is no split '%s'; there are train, val and test.".formatted(name));
    var text =
        asked.get("text") instanceof Map<?, ?> parts
            ? parts.values().stream().map(String::valueOf).collect(Collectors.joining("\n"))
            : String.valueOf(asked.get("text"));
    var map = new LinkedHashMap<String, Object>();
    map.put("score", live.world().trueScore(text, split));
    map.put("rules", live.world().rulesIn(text));
    return Reply.ok(map);
  }

  private Reply chat(Map<String, Object> asked) {
    var now = live;
    var options = now.world().options();
    var messages = ChatForm.messages(asked.get("messages"));
    var model = String.valueOf(asked.getOrDefault("model", ""));
    var seed = asked.get("seed");
    int n = ChatForm.choices(asked);
    var text = Turns.text(messages);
    var role = SimulatedRole.of(model, AnswerForm.of(text));
    var print = Draws.hex(40, role.text(), text, seed == null ? "None" : seed);
    try {
      int status = SimulatedModel.status(options, print, now.stats().arrived(print));
      if (status != 200) {
        now.stats().failed(status);
        return Reply.error(status, "simulated", "injected");
      }
      int k = now.stats().answering(role, print, n);
      var said =
          IntStream.range(0, n)
              .mapToObj(j ->
                  role == SimulatedRole.TASK
                      ? now.world().answer(messages, k * n + j)
                      : now.world().propose(text, seed == null ? "" : String.valueOf(seed), k, j))
              .toList();
      long in = SimulatedModel.tokens(text);
      long out = said.stream().mapToLong(SimulatedModel::tokens).sum();
      now.stats().spent(role, in, out);
      SimulatedModel.pause(role == SimulatedRole.TASK ? options.taskMs() : options.reflectMs());
      return Reply.ok(
          ChatForm.completion(
              "sim-" + Draws.hex(12, print, k),
              model,
              said.stream().map(ChatForm.Said::of).toList(),
              ChatForm.usage(in, out)));
    } finally {
      now.stats().left();
    }
  }

  /** Stops at once; open requests are cut off. */
  @Override
  public void close() {
    server.close();
  }
}
