package dev.hone.lmopenai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ModelSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointTest {
  private static final Request ASK = Request.of(List.of(Message.user("Hi")));

  @Test
  void two_thousand_calls_at_once_then_the_same_connections_again() throws Exception {
    int calls = 2000;
    var together = new CyclicBarrier(calls);
    Server.Script script =
        (_, socket) -> {
          try {
            together.await();
          } catch (Exception e) {
            throw new IOException(e);
          }
          Server.reply(socket, 200, Server.HELLO);
        };
    try (var server = Server.of(script)) {
      answersOfTwoRounds(calls, server);
      server.awaitHangUp();
    }
  }

  private static void answersOfTwoRounds(int calls, Server server) {
    try (var model = server.model("m")) {
      for (int round = 0; round < 2; round++) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
          var answers =
              IntStream.range(0, calls)
                  .mapToObj(_ -> threads.submit(() -> model.complete(ASK).text()))
                  .toList();
          assertThat(answers).extracting(Future::get).containsOnly("Hello.");
        }
        assertThat(server.accepted).hasValue(calls);
      }
    }
  }

  @Test
  void an_exchange_in_which_nothing_comes_for_ten_minutes_is_ended() throws Exception {
    var asked = new CountDownLatch(1);
    var over = new CountDownLatch(1);
    Server.Script script =
        (_, _) -> {
          asked.countDown();
          try {
            over.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        };
    try (var server = Server.of(script);
        var endpoint =
            new Endpoint(
                Address.of(server.url(), Map.of()),
                "",
                () -> (SSLSocketFactory) SSLSocketFactory.getDefault())) {
      var call = new FutureTask<>(() -> endpoint.post(endpoint.body(16).ascii("{}"), Reply::text));
      Thread.ofVirtual().start(call);
      asked.await();
      long now = System.nanoTime();
      assertThat(endpoint.endSilent(now + TimeUnit.MINUTES.toNanos(9))).isTrue();
      assertThat(call.isDone()).isFalse();
      assertThat(endpoint.endSilent(now + TimeUnit.MINUTES.toNanos(11))).isTrue();
      assertThatThrownBy(call::get)
          .hasCauseInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("nothing came for ten minutes");
    } finally {
      over.countDown();
    }
  }

  @Test
  void failures_do_not_leak_connections() throws Exception {
    try (var server = Server.of((_, socket) -> Server.reply(socket, 500, "{}"));
        var model = server.model("m")) {
      for (int i = 0; i < 20; i++)
        assertThatThrownBy(() -> model.complete(ASK)).isInstanceOf(ModelFailure.class);
      assertThat(server.accepted).hasValue(1);
    }
    try (var server = Server.sending("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{");
        var model = server.model("m")) {
      for (int i = 0; i < 20; i++)
        assertThatThrownBy(() -> model.complete(ASK)).isInstanceOf(ModelFailure.class);
      assertThat(server.accepted).hasValue(20);
      server.awaitHangUp();
    }
  }

  @Test
  void every_framing_of_http_is_read() throws IOException {
    int length = Server.HELLO.length();
    var answers =
        List.of(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nCONTENT-LENGTH:  %d\r\n\r\n%s"
                .formatted(length, Server.HELLO),
            "HTTP/1.0 200 OK\r\n\r\n" + Server.HELLO,
            "HTTP/1.1 200 OK\nConnection: close\n\n" + Server.HELLO,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x;a=b\r\n%s\r\n%x\r\n%s\r\n0\r\nTrailer: x\r\n\r\n"
                .formatted(
                    10, Server.HELLO.substring(0, 10), length - 10, Server.HELLO.substring(10)));
    for (var answer : answers)
      try (var server = Server.sending(answer);
          var model = server.model("m")) {
        assertThat(model.complete(ASK).text()).isEqualTo("Hello.");
      }
  }

  @Test
  void a_connection_is_kept_only_when_the_server_keeps_it() throws IOException {
    var chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
            .formatted(Server.HELLO.length(), Server.HELLO);
    assertThat(connectionsForTwo((_, s) -> s.getOutputStream().write(chunked.getBytes())))
        .isEqualTo(1);
    assertThat(connectionsForTwo((_, s) -> Server.reply(s, 200, Server.HELLO, "Connection: close")))
        .isEqualTo(2);
  }

  private static int connectionsForTwo(Server.Script script) throws IOException {
    try (var server = Server.of(script);
        var model = server.model("m")) {
      model.complete(ASK);
      model.complete(ASK);
      return server.accepted.get();
    }
  }

  @Test
  void a_long_answer_is_read_whole() throws IOException {
    var words = "word ".repeat(200_000);
    try (var server = Server.answering(Server.HELLO.replace("Hello.", words));
        var model = server.model("m")) {
      assertThat(model.complete(ASK).text()).isEqualTo(words);
      assertThat(model.complete(ASK).text()).isEqualTo(words);
      assertThat(server.accepted).hasValue(1);
    }
  }

  @Test
  void a_connection_that_the_server_closed_is_noticed_at_rest() throws Exception {
    try (var server = Server.of((_, socket) -> socket.close());
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        var connection = new Connection(socket)) {
      assertThat(connection.alive()).isTrue();
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());
      server.awaitHangUp();
      assertThat(connection.alive()).isFalse();
    }
  }

  @Test
  void plain_calls_go_through_a_proxy_in_the_environment() throws IOException {
    try (var proxy = Server.answering(Server.HELLO);
        var model =
            OpenAiModel.of(
                ModelSpec.parse("openai/m@http://model.example/v1"),
                Map.of("http_proxy", "http://me:secret@127.0.0.1:" + proxy.port()))) {
      assertThat(model.complete(ASK).text()).isEqualTo("Hello.");
      assertThat(proxy.received.getFirst().head())
          .startsWith(
              "POST http://model.example/v1/chat/completions HTTP/1.1\r\nHost: model.example")
          .contains("\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n");
    }
  }

  @Test
  void secured_calls_ask_the_proxy_for_a_tunnel() throws IOException {
    try (var proxy = Server.of((_, socket) -> Server.reply(socket, 403, ""));
        var model =
            OpenAiModel.of(
                ModelSpec.parse("openai/m@https://model.example/v1"),
                Map.of("HTTPS_PROXY", "127.0.0.1:" + proxy.port()))) {
      assertThatThrownBy(() -> model.complete(ASK))
          .hasMessageContaining(
              "the proxy 127.0.0.1:%d answered with status 403".formatted(proxy.port()));
      assertThat(proxy.received.getFirst().head())
          .startsWith("CONNECT model.example:443 HTTP/1.1\r\nHost: model.example:443\r\n");
    }
  }

  @Test
  void exceptions_from_the_proxy_are_kept() {
    var environment =
        Map.of("ALL_PROXY", "http://proxy.example:3128", "NO_PROXY", "a.example, .b.example");
    assertThat(Address.of("https://a.example/v1", environment).via()).isEmpty();
    assertThat(Address.of("https://x.b.example/v1", environment).via()).isEmpty();
    assertThat(Address.of("https://c.example/v1", environment).via()).isPresent();
    assertThat(Address.of("http://localhost:8000/v1", environment).via()).isEmpty();
    assertThatThrownBy(
            () -> Address.of("https://c.example", Map.of("https_proxy", "https://p.example")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("p.example");
  }

  @Test
  void addresses_are_taken_in_every_usual_form() {
    assertThat(Address.of("https://h.example/v1/", Map.of()).target())
        .isEqualTo("/v1/chat/completions");
    assertThat(Address.of("https://h.example/x/chat/completions?api-version=1", Map.of()).target())
        .isEqualTo("/x/chat/completions?api-version=1");
    assertThat(Address.of("HTTP://[::1]:8080", Map.of()))
        .returns("::1", Address::host)
        .returns("[::1]:8080", Address::authority)
        .returns("/chat/completions", Address::target);
    assertThat(Address.of("https://H.example", Map.of()).authority()).isEqualTo("h.example");
  }

  @Test
  void tls_is_spoken_and_the_name_of_the_server_checked(@TempDir Path folder) throws Exception {
    var store = keyStore(folder);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "changeit".toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    var socket =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    try (var server = new Server(socket, (_, s) -> Server.reply(s, 200, Server.HELLO))) {
      try (var model = secured("localhost", server, context)) {
        assertThat(model.complete(ASK).text()).isEqualTo("Hello.");
        assertThat(model.complete(ASK).text()).isEqualTo("Hello.");
        assertThat(server.accepted).hasValue(1);
      }
      try (var model = secured("127.0.0.1", server, context)) {
        assertThatThrownBy(() -> model.complete(ASK))
            .isInstanceOf(ModelFailure.class)
            .hasMessageContaining("no connection to https://127.0.0.1:" + server.port());
      }
      try (var model = secured("localhost", server, SSLContext.getDefault())) {
        assertThatThrownBy(() -> model.complete(ASK))
            .isInstanceOf(ModelFailure.class)
            .hasMessageContaining("certification path");
      }
    }
  }

  private static OpenAiModel secured(String host, Server server, SSLContext context) {
    var spec = ModelSpec.parse("openai/m@https://%s:%d/v1".formatted(host, server.port()));
    return new OpenAiModel(spec, Map.of(), context::getSocketFactory);
  }

  private static KeyStore keyStore(Path folder) throws Exception {
    var file = folder.resolve("keys.p12");
    var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                tool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "test",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(made.waitFor()).as(new String(made.getInputStream().readAllBytes())).isZero();
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, "changeit".toCharArray());
    }
    return store;
  }
}
