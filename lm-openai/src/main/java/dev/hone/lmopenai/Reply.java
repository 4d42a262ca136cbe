package dev.hone.lmopenai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a server sends back over one connection: status, headers, and then the body as a stream
 * whose end is where the framing says it is.
 */
final class Reply extends InputStream {
  private static final int END_MILLIS = 50;
  private static final int LARGEST = 1 << 28;
  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "content-length",
          "location",
          "retry-after",
          "retry-after-ms",
          "transfer-encoding");
  private static final BitSet LENGTHS_OF_NAMES = lengths();
  private static final long UNTIL_CLOSED = -1;
  private static final long IN_CHUNKS = -2;

  private final Connection connection;
  private final int status;
  private final boolean reusable;
  private final Map<String, String> headers;
  private final boolean chunked;
  private long left;
  private boolean ended;

  Reply(Connection connection) throws IOException {
    this.connection = connection;
    var line = connection.line();
    while (line.startsWith("HTTP/1.1 1")) {
      headers(connection);
      line = connection.line();
    }
    status = status(line);
    headers = headers(connection);
    long length = length();
    chunked = length == IN_CHUNKS;
    left = chunked ? 0 : length;
    ended = length == 0;
    var wish = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
    boolean stays =
        line.startsWith("HTTP/1.0") ? wish.contains("keep-alive") : !wish.contains("close");
    reusable = stays && length != UNTIL_CLOSED;
  }

  int status() {
    return status;
  }

  /** One of the headers this client knows, by its name in lower case; empty when not sent. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Whether the body has been read to its end and the connection can carry another request. */
  boolean leavesConnection() {
    return ended && reusable;
  }

  /** The whole body. */
  String text() throws IOException {
    if (!chunked && left >= 0 && left <= Connection.BUFFER) {
      int length = (int) left;
      if (!connection.buffer(length)) throw cut(connection.buffered(), length);
      left = 0;
      ended = true;
      return connection.take(length);
    }
    if (left > LARGEST)
      throw new IOException("the answer is %d bytes long, more than anyone reads".formatted(left));
    var all = readNBytes(LARGEST);
    if (!ended && read() >= 0)
      throw new IOException("the answer is longer than %d bytes".formatted(LARGEST));
    return new String(all, UTF_8);
  }

  /** Reads what is left, as long as it comes at once; what comes later costs the connection. */
  void finish() throws IOException {
    var rest = new byte[256];
    connection.patience(END_MILLIS);
    try {
      while (read(rest, 0, rest.length) >= 0) {}
      connection.patience(0);
    } catch (SocketTimeoutException e) {
      ended = false;
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) return 0;
    if (!ended && chunked && left == 0) nextChunk();
    if (ended) return -1;
    int wanted = left == UNTIL_CLOSED ? length : (int) Math.min(length, left);
    int got = connection.read(target, from, wanted);
    if (got < 0) {
      if (left != UNTIL_CLOSED) throw cut(0, left);
      ended = true;
      return -1;
    }
    if (left != UNTIL_CLOSED) {
      left -= got;
      if (left == 0 && chunked) endOfLine();
      else ended = left == 0;
    }
    return got;
  }

  private void nextChunk() throws IOException {
    var line = connection.line();
    int semicolon = line.indexOf(';');
    var size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    try {
      left = Long.parseLong(size, 16);
    } catch (NumberFormatException e) {
      throw new IOException("a chunk of the body has no length but '%s'".formatted(shown(size)), e);
    }
    if (left < 0) throw new IOException("a chunk of the body has a negative length");
    if (left > 0) return;
    headers(connection);
    ended = true;
  }

  private void endOfLine() throws IOException {
    if (!connection.line().isEmpty())
      throw new IOException("a chunk of the body is longer than it said");
  }

  private long length() throws IOException {
    if (status == 204 || status == 304) return 0;
    if (headers.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT).endsWith("chunked"))
      return IN_CHUNKS;
    var length = headers.get("content-length");
    if (length == null) return UNTIL_CLOSED;
    try {
      long n = Long.parseLong(length);
      if (n >= 0) return n;
    } catch (NumberFormatException e) {
      throw new IOException("Content-Length is '%s'".formatted(shown(length)), e);
    }
    throw new IOException("Content-Length is '%s'".formatted(shown(length)));
  }

  private static int status(String line) throws IOException {
    if (line.startsWith("HTTP/1.") && line.length() >= 12 && line.charAt(8) == ' ')
      try {
        return Integer.parseInt(line, 9, 12, 10);
      } catch (NumberFormatException e) {
        throw new IOException("not HTTP: '%s'".formatted(shown(line)), e);
      }
    throw new IOException("not HTTP: '%s'".formatted(shown(line)));
  }

  private static Map<String, String> headers(Connection connection) throws IOException {
    var headers = new HashMap<String, String>();
    for (var line = connection.line(); !line.isEmpty(); line = connection.line()) {
      int colon = line.indexOf(':');
      if (colon <= 0) throw new IOException("not a header: '%s'".formatted(shown(line)));
      if (LENGTHS_OF_NAMES.get(colon)) {
        var name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        if (NAMES.contains(name)) headers.put(name, line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private static BitSet lengths() {
    var lengths = new BitSet();
    for (var name : NAMES) lengths.set(name.length());
    return lengths;
  }

  private static EOFException cut(long got, long promised) {
    return new EOFException(
        got == 0
            ? "the body was cut off, %d bytes before its end".formatted(promised)
            : "the body was cut off after %d of %d bytes".formatted(got, promised));
  }

  private static String shown(String text) {
    var clean = text.replaceAll("\\P{Print}", "?");
    return clean.length() > 40 ? clean.substring(0, 40) + "…" : clean;
  }
}
