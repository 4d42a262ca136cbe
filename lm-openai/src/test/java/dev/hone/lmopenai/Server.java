package dev.hone.lmopenai;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hone.core.Json;
import dev.hone.lm.ModelSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server whose every byte a test decides. Counts its connections. */
final class Server implements AutoCloseable {
  static final String HELLO =
      """
      {"id":"c1","model":"mock-2026","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":12,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":1}}}\
      """;

  final AtomicInteger accepted = new AtomicInteger();
  final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<Thread> handlers = new CopyOnWriteArrayList<>();
  private final ServerSocket server;
  private final Script script;

  interface Script {
    void answer(Received request, Socket socket) throws IOException;
  }

  record Received(String head, String body) {
    Map<String, Object> json() {
      return Json.parseObject(body);
    }
  }

  Server(ServerSocket server, Script script) {
    this.server = server;
    this.script = script;
    Thread.ofPlatform().daemon().start(this::accept);
  }

  static Server of(Script script) {
    try {
      return new Server(new ServerSocket(0, 4096, InetAddress.getLoopbackAddress()), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Server answering(String body) {
    return of((_, socket) -> reply(socket, 200, body));
  }

  static Server sending(String raw) {
    return of((_, socket) -> {
      socket.getOutputStream().write(raw.getBytes(UTF_8));
      socket.close();
    });
  }

  static void reply(Socket socket, int status, String body, String... headers) throws IOException {
    var bytes = body.getBytes(UTF_8);
    var more = String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList());
    var head =
        "HTTP/1.1 %d Some\r\n%sContent-Length: %d\r\n\r\n".formatted(status, more, bytes.length);
    socket.getOutputStream().write((head + new String(bytes, ISO_8859_1)).getBytes(ISO_8859_1));
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
  }

  int port() {
    return server.getLocalPort();
  }

  OpenAiModel model(String name, String... environment) {
    var map = new java.util.HashMap<String, String>();
    for (int i = 0; i < environment.length; i += 2) map.put(environment[i], environment[i + 1]);
    return OpenAiModel.of(ModelSpec.parse("openai/" + name + "@" + url()), map);
  }

  /** Waits until every client has hung up. */
  void awaitHangUp() throws InterruptedException {
    for (var handler : handlers) handler.join();
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        accepted.incrementAndGet();
        handlers.add(Thread.ofVirtual().start(() -> serve(socket)));
      }
    } catch (SocketException e) {
      accepted.addAndGet(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = socket.getInputStream();
      for (var request = read(in); request != null; request = read(in)) {
        received.add(request);
        script.answer(request, socket);
        if (socket.isClosed()) return;
      }
    } catch (IOException e) {
      accepted.addAndGet(0);
    }
  }

  private static Received read(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int c = in.read();
      if (c < 0) return null;
      head.append((char) c);
    }
    var length = head.toString().toLowerCase(java.util.Locale.ROOT).split("content-length: ");
    int n = length.length < 2 ? 0 : Integer.parseInt(length[1].split("\r\n")[0]);
    return new Received(head.toString(), new String(in.readNBytes(n), UTF_8));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
