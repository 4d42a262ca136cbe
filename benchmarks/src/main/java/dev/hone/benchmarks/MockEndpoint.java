package dev.hone.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hone.core.Json;
import dev.hone.core.Values;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A chat endpoint that answers every POST with the same completion after a fixed latency, and GET
 * with its counters. One thread, no parsing of bodies: it is far cheaper than what it measures. Run
 * it in a process of its own: {@code MockEndpoint PORT LATENCY_MS}; port 0 picks a free one. Prints
 * the base address as its first line and ends when its standard input does.
 */
public final class MockEndpoint {
  static final String ANSWER = "[[ ## answer ## ]]\n42\n\n[[ ## completed ## ]]\n";

  private static final byte[] COMPLETION =
      response(
          Json.write(
              Values.of(
                      "id",
                      "chatcmpl-1",
                      "object",
                      "chat.completion",
                      "created",
                      1_760_000_000,
                      "model",
                      "mock",
                      "choices",
                      java.util.List.of(
                          Values.of(
                                  "index",
                                  0,
                                  "message",
                                  Values.of("role", "assistant", "content", ANSWER).map(),
                                  "finish_reason",
                                  "stop")
                              .map()),
                      "usage",
                      Values.of("prompt_tokens", 120, "completion_tokens", 14, "total_tokens", 134)
                          .map())
                  .map()));

  private final Selector selector;
  private final ServerSocketChannel server;
  private final long latencyNanos;
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(COMPLETION.length);
  private long calls;
  private int mostInFlight;
  private int connections;

  private record Pending(long due, Connection connection) {}

  private MockEndpoint(int port, long latencyMillis) throws IOException {
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 8192);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    latencyNanos = TimeUnit.MILLISECONDS.toNanos(latencyMillis);
    outgoing.put(COMPLETION).flip();
  }

  public static void main(String[] args) throws IOException {
    var endpoint =
        new MockEndpoint(
            args.length > 0 ? Integer.parseInt(args[0]) : 0,
            args.length > 1 ? Long.parseLong(args[1]) : 0);
    IO.println("http://127.0.0.1:" + endpoint.server.socket().getLocalPort() + "/v1");
    Thread.ofPlatform().daemon().start(MockEndpoint::endWithInput);
    endpoint.serve();
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      IO.println("Standard input is gone: " + e.getMessage());
    }
    Runtime.getRuntime().halt(0);
  }

  private void serve() throws IOException {
    while (true) {
      wait(pending.peek());
      var keys = selector.selectedKeys();
      for (var key : keys) {
        if (key.isAcceptable()) accept();
        else if (key.attachment() instanceof Connection connection) readable(connection);
      }
      keys.clear();
      answerDue();
    }
  }

  private void wait(@Nullable Pending next) throws IOException {
    if (next == null) selector.select();
    else {
      long left = next.due - System.nanoTime();
      if (left <= 0) selector.selectNow();
      else selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    }
  }

  private void accept() throws IOException {
    for (var channel = server.accept(); channel != null; channel = server.accept()) {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      connections++;
      channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
    }
  }

  private void readable(Connection connection) throws IOException {
    var request = connection.read();
    while (request != Connection.Read.MORE) {
      switch (request) {
        case CLOSED -> connection.channel.close();
        case COUNTERS -> counters(connection);
        default -> {
          calls++;
          if (latencyNanos == 0) answer(connection);
          else pending.add(new Pending(System.nanoTime() + latencyNanos, connection));
          mostInFlight = Math.max(mostInFlight, pending.size());
        }
      }
      if (request == Connection.Read.CLOSED) return;
      request = connection.next();
    }
  }

  private void answerDue() throws IOException {
    long now = System.nanoTime();
    for (var next = pending.peek(); next != null && next.due <= now; next = pending.peek()) {
      pending.remove();
      answer(next.connection);
    }
  }

  private void answer(Connection connection) throws IOException {
    connection.write(outgoing.duplicate());
  }

  private void counters(Connection connection) throws IOException {
    long cpu =
        ProcessHandle.current()
            .info()
            .totalCpuDuration()
            .map(java.time.Duration::toMillis)
            .orElse(0L);
    var counters =
        Values.of(
            "calls", calls, "mostInFlight", mostInFlight, "connections", connections, "cpuMs", cpu);
    connection.write(ByteBuffer.wrap(response(Json.write(counters.map()))));
  }

  private static byte[] response(String json) {
    var body = json.getBytes(UTF_8);
    var head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(body.length)
            .getBytes(ISO_8859_1);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
  }
}
