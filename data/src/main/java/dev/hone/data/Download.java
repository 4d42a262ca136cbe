package dev.hone.data;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/** One file of a data set, whole and with the right digest, or not at all. */
record Download(String text, String sha256) {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration WHOLE = Duration.ofMinutes(10);
  private static final int MOST_BYTES = 512 << 20;
  private static final int OK = 200;

  /**
   * @throws FetchFailed when the home does not answer, answers with something else than the file,
   *     or the digest differs
   */
  static Download of(String name, DataSet.SourceFile file) {
    try (var client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      var request = HttpRequest.newBuilder(URI.create(file.url())).timeout(WHOLE).build();
      var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (var body = response.body()) {
        if (response.statusCode() != OK)
          throw failed(name, file, "the server answered " + response.statusCode());
        var bytes = body.readNBytes(MOST_BYTES);
        if (bytes.length == MOST_BYTES) throw failed(name, file, "it is larger than 512 MB");
        var digest = HexFormat.of().formatHex(Drawing.sha256().digest(bytes));
        if (file.sha256().isPresent() && !file.sha256().get().equals(digest))
          throw new FetchFailed(
              "%s has changed: %s has the digest %s and should have %s. Nothing was written. Use a local copy with --from FOLDER."
                  .formatted(name, file.url(), digest, file.sha256().get()));
        return new Download(text(bytes), digest);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchFailed("Fetching %s was broken off. Nothing was written.".formatted(name), e);
    } catch (IOException | IllegalArgumentException e) {
      throw failed(name, file, "it cannot be reached (%s)".formatted(reason(e)));
    }
  }

  private static FetchFailed failed(String name, DataSet.SourceFile file, String reason) {
    return new FetchFailed(
        "%s could not be fetched from %s: %s. Nothing was written. Try again later, or use a local copy with --from FOLDER."
            .formatted(name, file.url(), reason));
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** As UTF-8, or as ISO 8859-1 where it is none: some old sets are. */
  private static String text(byte[] bytes) {
    try {
      var text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
