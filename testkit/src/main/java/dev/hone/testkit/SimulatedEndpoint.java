package dev.hone.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.core.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  private static final int BACKLOG = 1024;
  private static final Map<String, SimulatedWorld.Split> SPLITS =
      Map.of(
          "train", SimulatedWorld.Split.TRAIN,
          "val", SimulatedWorld.Split.VALIDATION,
          "test", SimulatedWorld.Split.TEST);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Live live;

  /** A world and what it was asked so far. */
  private record Live(SimulatedWorld world, SimulatedStats stats) {
    static Live of(SimulatedOptions options) {
      return new Live(SimulatedWorld.of(options), new SimulatedStats(options.seed()));
    }
  }

  private record Reply(int status, Object body) {
    static Reply ok(Object body) {
      return new Reply(200, body);
    }

    static Reply error(int status, String message) {
      return new Reply(status, Map.of("error", Map.of("message", message, "type", "simulated")));
    }
  }

  private SimulatedEndpoint(HttpServer server, SimulatedOptions options) {
    this.server = server;
    this.live = Live.of(options);
  }

  /**
   * Opens an endpoint on the loopback address.
   *
   * @param port 0 for any free one
   * @throws IOException when the port is taken
   */
  public static SimulatedEndpoint open(int port, SimulatedOptions options) throws IOException {
    // Both are read once, when the first server of the process is made.
    usually("sun.net.httpserver.nodelay", "true");
    usually("sun.net.httpserver.maxIdleConnections", "20000");
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    var endpoint = new SimulatedEndpoint(server, options);
    server.createContext("/", endpoint::serve);
    server.setExecutor(endpoint.threads);
    server.start();
    return endpoint;
  }

  private static void usually(String property, String value) {
    if (System.getProperty(property) == null) System.setProperty(property, value);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The address for clients, with {@code /v1}. */
  public String baseUrl() {
    return "http://127.0.0.1:" + port() + "/v1";
  }

  /** What {@code GET /stats} tells. */
  public SequencedMap<String, Object> stats() {
    return live.stats().toMap();
  }

  public SimulatedWorld world() {
    return live.world();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var reply = reply(exchange, new String(body, UTF_8));
      var bytes = Json.write(reply.body()).getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      if (reply.status() == 429 || reply.status() == 500)
        exchange.getResponseHeaders().add("Retry-After", "0");
      exchange.sendResponseHeaders(reply.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Reply reply(HttpExchange exchange, String body) {
    var path = exchange.getRequestURI().getPath();
    try {
      return switch (exchange.getRequestMethod() + " " + path) {
        case "GET /stats" -> Reply.ok(stats());
        case "GET /config" -> Reply.ok(live.world().options().toMap());
        case "GET /seedprompt" -> Reply.ok(Map.of("components", live.world().seedPrompt()));
        case "GET /v1/models" ->
            Reply.ok(
                Map.of(
                    "object",
                    "list",
                    "data",
                    List.of(modelNamed("sim-task"), modelNamed("sim-reflect"))));
        case "GET /dataset" -> dataset(exchange.getRequestURI().getQuery());
        case "POST /reset" -> reset(Json.parseObject(body.isBlank() ? "{}" : body));
        case "POST /score" -> score(Json.parseObject(body));
        case "POST /v1/chat/completions" -> chat(Json.parseObject(body));
        default -> Reply.error(404, "There is no " + path + " here.");
      };
    } catch (BadInput e) {
      return Reply.error(400, String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, Object> modelNamed(String name) {
    return Map.of("id", name, "object", "model");
  }

  private Reply dataset(@Nullable String query) {
    var name = query == null || !query.startsWith("split=") ? "train" : query.substring(6);
    var split = SPLITS.get(name);
    if (split == null) return Reply.error(404, "There is no split '" + name + "'.");
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
    var messages = messages(asked.get("messages"));
    var model = String.valueOf(asked.getOrDefault("model", ""));
    var seed = asked.get("seed");
    int n = asked.get("n") instanceof Number many ? Math.max(1, many.intValue()) : 1;
    var text = Turns.text(messages);
    var role = SimulatedRole.of(model, AnswerForm.of(text));
    var print = Draws.hex(40, role.text(), text, seed == null ? "None" : seed);
    try {
      int status = SimulatedModel.status(options, print, now.stats().arrived(print));
      if (status != 200) {
        now.stats().failed(status);
        return Reply.error(status, "injected");
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
      return Reply.ok(completion("sim-" + Draws.hex(12, print, k), model, said, in, out));
    } finally {
      now.stats().left();
    }
  }

  private static Object completion(String id, String model, List<String> said, long in, long out) {
    var choices =
        IntStream.range(0, said.size())
            .mapToObj(j -> {
              var choice = new LinkedHashMap<String, Object>();
              choice.put("index", j);
              choice.put("finish_reason", "stop");
              choice.put("message", Map.of("role", "assistant", "content", said.get(j)));
              return choice;
            })
            .toList();
    var map = new LinkedHashMap<String, Object>();
    map.put("id", id);
    map.put("object", "chat.completion");
    map.put("created", 0);
    map.put("model", model);
    map.put("choices", choices);
    map.put(
        "usage", Map.of("prompt_tokens", in, "completion_tokens", out, "total_tokens", in + out));
    return map;
  }

  private static List<Message> messages(@Nullable Object raw) {
    var messages = new ArrayList<Message>();
    if (raw instanceof List<?> list)
      for (var one : list) {
        var turn = Json.object(one);
        messages.add(Message.of(role(String.valueOf(turn.get("role"))), flat(turn.get("content"))));
      }
    return messages;
  }

  private static Message.Role role(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "system", "developer" -> Message.Role.SYSTEM;
      case "assistant" -> Message.Role.ASSISTANT;
      case "tool" -> Message.Role.TOOL;
      default -> Message.Role.USER;
    };
  }

  private static String flat(@Nullable Object content) {
    if (content == null) return "";
    if (!(content instanceof List<?> parts)) return String.valueOf(content);
    return parts.stream()
        .filter(Map.class::isInstance)
        .map(p -> String.valueOf(Json.object(p).getOrDefault("text", "")))
        .collect(Collectors.joining("\n"));
  }

  /** Stops at once; open requests are cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
