package dev.hone.lmlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hone.core.BadInput;
import dev.hone.lmlocal.CatalogueModel.Licence;
import dev.hone.lmlocal.CatalogueModel.LocalFile;
import dev.hone.lmlocal.CatalogueModel.Source;
import dev.hone.lmlocal.CatalogueModel.Url;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
  private final byte[] content = new byte[300_000];
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  @TempDir Path folder;
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    new Random(3).nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/whole", exchange -> answer(exchange, content.length));
    server.createContext("/broken", exchange -> answer(exchange, content.length / 3));
    server.createContext("/wrong", exchange -> answer(exchange, content.length, (byte) 1));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Sends at most {@code most} bytes from where the range begins, then breaks the connection. */
  private void answer(HttpExchange exchange, int most, byte... first) throws IOException {
    var range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    var from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    var bytes = Arrays.copyOfRange(content, from, content.length);
    System.arraycopy(first, 0, bytes, 0, first.length);
    exchange.sendResponseHeaders(range == null ? 200 : 206, bytes.length);
    var body = exchange.getResponseBody();
    body.write(bytes, 0, Math.min(most, bytes.length));
    body.flush();
    if (most < bytes.length) throw new IOException("cut off");
    exchange.close();
  }

  private Source at(String path) {
    return new Url("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private CatalogueModel model(Optional<String> accept, Source... sources) {
    var licence = new Licence("Some terms", "https://example.org/terms", accept);
    return new CatalogueModel(
        "m",
        "",
        "m.gguf",
        content.length,
        Digests.sha256(content),
        licence,
        Optional.empty(),
        List.of(sources));
  }

  private ModelStore store() {
    return new ModelStore(folder, Set.of());
  }

  @Test
  void a_fetched_file_is_whole_and_its_progress_was_told() {
    var last = new AtomicLong();
    var file =
        store()
            .fetch(
                model(Optional.empty(), at("/whole")),
                (what, done, total) -> {
                  assertThat(done).isGreaterThanOrEqualTo(last.getAndSet(done));
                  assertThat(total).isEqualTo(content.length);
                });
    assertThat(file).hasBinaryContent(content);
    assertThat(last).hasValue(content.length);
  }

  @Test
  void a_broken_download_goes_on_where_it_stopped() {
    assertThat(store().fetch(model(Optional.empty(), at("/broken")), ModelStore.Progress.NONE))
        .hasBinaryContent(content);
    assertThat(ranges).hasSizeGreaterThan(2).startsWith("null");
    var starts =
        ranges.stream().skip(1).map(r -> Integer.valueOf(r.replaceAll("\\D", ""))).toList();
    assertThat(starts).allMatch(start -> start > 0).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_file_with_another_digest_is_never_used_and_the_next_source_is_tried() {
    var wrong = model(Optional.empty(), at("/wrong"));
    assertThatThrownBy(() -> store().fetch(wrong, ModelStore.Progress.NONE))
        .isInstanceOf(LocalModelException.class)
        .hasMessageContaining("/wrong gave a file with the digest")
        .hasMessageContaining(wrong.sha256());
    assertThat(folder.resolve("models/m.gguf")).doesNotExist();
    assertThat(
            store()
                .fetch(
                    model(Optional.empty(), at("/wrong"), at("/whole")), ModelStore.Progress.NONE))
        .hasBinaryContent(content);
  }

  @Test
  void no_network_is_explained() {
    var dead =
        model(
            Optional.empty(), new Url("http://127.0.0.1:1/m.gguf"), new LocalFile("/no/such/file"));
    assertThatThrownBy(() -> store().fetch(dead, ModelStore.Progress.NONE))
        .isInstanceOf(LocalModelException.class)
        .hasMessageContaining("ConnectException")
        .hasMessageContaining("there is no such file")
        .hasMessageContaining("Connect to the network");
  }

  @Test
  void a_damaged_cached_file_is_fetched_again() throws IOException {
    var model = model(Optional.empty(), at("/whole"));
    var file = store().fetch(model, ModelStore.Progress.NONE);
    Files.write(file, new byte[] {1, 2, 3});
    assertThat(store().fetch(model, ModelStore.Progress.NONE)).hasBinaryContent(content);
    assertThat(store().fetch(model, ModelStore.Progress.NONE)).hasBinaryContent(content);
    assertThat(ranges).hasSize(2);
  }

  @Test
  void terms_must_be_accepted_before_anything_is_fetched() {
    var model = model(Optional.of("some"), at("/whole"));
    assertThatThrownBy(() -> store().fetch(model, ModelStore.Progress.NONE))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("https://example.org/terms")
        .hasMessageContaining("HONE_ACCEPT_LICENCE=some");
    assertThat(ranges).isEmpty();
    var willing =
        ModelStore.of(
            Map.of("HONE_CACHE", folder.toString(), "HONE_ACCEPT_LICENCE", "other, some"));
    assertThat(willing.fetch(model, ModelStore.Progress.NONE)).hasBinaryContent(content);
  }

  @Test
  void many_at_once_fetch_once() throws Exception {
    var model = model(Optional.empty(), at("/whole"));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Path> fetch = () -> store().fetch(model, ModelStore.Progress.NONE);
      for (var file : executor.invokeAll(Collections.nCopies(16, fetch)))
        assertThat(file.get()).hasBinaryContent(content);
    }
    assertThat(ranges).hasSize(1);
  }

  @Test
  void the_shipped_catalogue_is_complete_and_users_add_their_own() throws IOException {
    var shipped = Catalogue.of(Map.of());
    assertThat(shipped.models())
        .extracting(CatalogueModel::name)
        .containsExactly("smollm2-135m-instruct", "gemma-3-270m");
    var own = folder.resolve("own.json");
    Files.writeString(
        own,
        """
        {"models": [{"name": "mine", "file": "mine.gguf", "bytes": 5, "sha256": "%s", "licence": {"name": "MIT"},
                     "sources": [{"path": "/somewhere/mine.gguf"}]}]}
        """
            .formatted("0".repeat(64)));
    assertThat(Catalogue.of(Map.of("HONE_MODELS", own.toString())).find("mine")).isPresent();
    Files.writeString(own, Files.readString(own).replace("\"mine.gguf\"", "\"../mine.gguf\""));
    assertThatThrownBy(() -> Catalogue.of(Map.of("HONE_MODELS", own.toString())))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("own.json")
        .hasMessageContaining("models[0]")
        .hasMessageContaining("'file'");
  }
}
