package dev.hone.lmlangchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executors;

/** A real server on the loopback that gives prepared answers and keeps what it was sent. */
final class Endpoint implements AutoCloseable {
  record Sent(String path, Headers headers, String body) {}

  private record Reply(int status, String body, String[] headers) {}

  final List<Sent> requests = Collections.synchronizedList(new ArrayList<>());
  private final Queue<Reply> replies = new ArrayDeque<>();
  private final HttpServer server;

  Endpoint() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          requests.add(
              new Sent(exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body));
          Reply reply;
          synchronized (replies) {
            reply = replies.size() > 1 ? replies.remove() : replies.element();
          }
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          for (int i = 0; i < reply.headers().length; i += 2)
            exchange.getResponseHeaders().set(reply.headers()[i], reply.headers()[i + 1]);
          var bytes = reply.body().getBytes(UTF_8);
          exchange.sendResponseHeaders(reply.status(), bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
    server.start();
  }

  Endpoint answer(String body) {
    return answer(200, body);
  }

  Endpoint answer(int status, String body, String... headers) {
    synchronized (replies) {
      replies.add(new Reply(status, body, headers));
    }
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  Sent last() {
    return requests.getLast();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
