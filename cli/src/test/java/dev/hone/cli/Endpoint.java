package dev.hone.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hone.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * A chat endpoint on this machine whose answers follow a script, and which counts what it is asked.
 */
final class Endpoint implements AutoCloseable {
  private final HttpServer server;
  private final BiFunction<String, Integer, String> script;
  private final List<String> asked = new ArrayList<>();
  private final List<String> headers = new ArrayList<>();
  private final AtomicInteger arrivals = new AtomicInteger();
  private volatile int watched = Integer.MAX_VALUE;
  private volatile Runnable reached = () -> {};
  private volatile int delayMs;

  private Endpoint(BiFunction<String, Integer, String> script) {
    this.script = script;
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /**
   * @param script from the last message and the number of demos shown to the answer
   */
  static Endpoint of(BiFunction<String, Integer, String> script) {
    return new Endpoint(script);
  }

  /** Knows animals by their sound, the better the more demos it is shown. */
  static Endpoint ofAnimals() {
    return of((text, demos) -> {
      boolean right = Math.floorMod(text.hashCode(), 10) < 3 + 2 * demos;
      boolean dog = text.contains("woof");
      return dog == right ? "dog" : "cat";
    });
  }

  /** Lets every answer take so long. */
  Endpoint slowedTo(int ms) {
    delayMs = ms;
    return this;
  }

  /** Does {@code work} when the {@code n}-th call arrives. */
  void when(int n, Runnable work) {
    reached = work;
    watched = n;
  }

  /** Opens when the {@code n}-th call arrives. */
  CountDownLatch latch(int n) {
    var latch = new CountDownLatch(1);
    when(n, latch::countDown);
    return latch;
  }

  String spec() {
    return "openai/mock@http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  synchronized List<String> headers() {
    return List.copyOf(headers);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    synchronized (this) {
      asked.add(body);
      headers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    }
    if (arrivals.incrementAndGet() == watched) reached.run();
    if (delayMs > 0) pause();
    var reply = reply(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, reply.length);
    try (exchange) {
      exchange.getResponseBody().write(reply);
    }
  }

  /** A slow model: waits for a latch that nobody opens. */
  private void pause() {
    try {
      new CountDownLatch(1).await(delayMs, java.util.concurrent.TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String reply(String body) {
    var messages = (List<?>) Json.parseObject(body).get("messages");
    var last = String.valueOf(Json.object(messages.getLast()).get("content"));
    int demos =
        (int) messages.stream().filter(m -> "assistant".equals(Json.object(m).get("role"))).count();
    var said = script.apply(last, demos);
    if (said.startsWith("RAW ")) return said.substring(4);
    return Json.write(
        Map.of(
            "model",
            "mock",
            "choices",
            List.of(
                Map.of(
                    "index",
                    0,
                    "finish_reason",
                    "stop",
                    "message",
                    Map.of("role", "assistant", "content", said))),
            "usage",
            Map.of("prompt_tokens", body.length() / 4, "completion_tokens", 3)));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
