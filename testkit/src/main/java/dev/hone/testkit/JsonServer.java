package dev.hone.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Serves JSON on the loopback address, each request on a virtual thread of its own. */
final class JsonServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final HttpServer server;
  private final Handler handler;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Answers requests; {@link BadInput} becomes status 400. */
  interface Handler {
    Reply reply(Asked asked);
  }

  /**
   * @param what method and path, {@code GET /stats}
   * @param query what stands behind the question mark, if anything
   */
  record Asked(String what, @Nullable String query, String body) {
    /** The body as an object; nothing at all is an empty one. */
    Map<String, Object> json() {
      return Json.parseObject(body.isBlank() ? "{}" : body);
    }
  }

  record Reply(int status, Object body) {
    static Reply ok(Object body) {
      return new Reply(200, body);
    }

    static Reply error(int status, String type, String message) {
      return new Reply(status, Map.of("error", Map.of("message", message, "type", type)));
    }

    static Reply unknown(Asked asked) {
      return error(404, "not_found", "There is no " + asked.what() + " here.");
    }

    static Reply models(List<String> names) {
      return ok(
          Map.of(
              "object",
              "list",
              "data",
              names.stream().map(name -> Map.of("id", name, "object", "model")).toList()));
    }
  }

  private JsonServer(HttpServer server, Handler handler) {
    this.server = server;
    this.handler = handler;
  }

  /**
   * @param port 0 for any free one
   * @throws IOException when the port is taken
   */
  static JsonServer open(int port, Handler handler) throws IOException {
    // Both are read once, when the first server of the process is made.
    usually("sun.net.httpserver.nodelay", "true");
    usually("sun.net.httpserver.maxIdleConnections", "20000");
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    var json = new JsonServer(server, handler);
    server.createContext("/", json::serve);
    server.setExecutor(json.threads);
    server.start();
    return json;
  }

  private static void usually(String property, String value) {
    if (System.getProperty(property) == null) System.setProperty(property, value);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The address for clients, with {@code /v1}. */
  String baseUrl() {
    return "http://127.0.0.1:" + port() + "/v1";
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      var uri = exchange.getRequestURI();
      var asked =
          new Asked(
              exchange.getRequestMethod() + " " + uri.getPath(),
              uri.getQuery(),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      var reply = reply(asked);
      var bytes = Json.write(reply.body()).getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      if (reply.status() == 429 || reply.status() == 500)
        exchange.getResponseHeaders().add("Retry-After", "0");
      exchange.sendResponseHeaders(reply.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Reply reply(Asked asked) {
    try {
      return handler.reply(asked);
    } catch (BadInput e) {
      return Reply.error(400, "invalid_request_error", String.valueOf(e.getMessage()));
    }
  }

  /** Stops at once; open requests are cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
