package dev.hone.lmopenai;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** A socket with what has been read from it and not been used yet. One thread at a time. */
final class Connection implements AutoCloseable {
  static final int BUFFER = 1 << 17;
  private static final int FIRST = 1 << 13;
  private static final int LARGEST_AT_REST = 1 << 15;
  private static final int LONGEST_LINE = 1 << 16;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private byte[] buffer = new byte[FIRST];
  private int from;
  private int to;
  private boolean answering;
  private volatile long idleSince;
  private volatile long heardAt;
  private volatile boolean givenUp;

  Connection(Socket socket) throws IOException {
    this.socket = socket;
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  Reply send(byte[] bytes, int start, int length) throws IOException {
    answering = false;
    heardAt = System.nanoTime();
    out.write(bytes, start, length);
    return new Reply(this);
  }

  /** Whether the last request has been answered at least in part. */
  boolean answering() {
    return answering;
  }

  void rest() {
    idleSince = System.nanoTime();
    if (buffer.length > LARGEST_AT_REST && from == to) {
      buffer = new byte[FIRST];
      from = 0;
      to = 0;
    }
  }

  long idleNanos() {
    return System.nanoTime() - idleSince;
  }

  /** Whether the server still listens; waits a millisecond for a sign that it does not. */
  boolean alive() {
    if (to > from) return false;
    try {
      socket.setSoTimeout(1);
      in.read();
      return false;
    } catch (SocketTimeoutException e) {
      return restored();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean restored() {
    try {
      socket.setSoTimeout(0);
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  /** When the server was last heard, or a request last sent, by {@link System#nanoTime}. */
  long heardAt() {
    return heardAt;
  }

  /** Ends the exchange for whoever waits in it. */
  void giveUp() {
    givenUp = true;
    close();
  }

  boolean givenUp() {
    return givenUp;
  }

  /** How long a read may wait from now on; 0 for ever. A wait with an end costs a timer. */
  void patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  int buffered() {
    return to - from;
  }

  /** Reads until that many bytes are at hand; false when the other side ended before. */
  boolean buffer(int length) throws IOException {
    while (to - from < length) {
      if (from > 0 && from + length > buffer.length) shift();
      if (length > buffer.length) buffer = Arrays.copyOf(buffer, length);
      if (!fill()) return false;
    }
    return true;
  }

  /** Takes buffered bytes as text. */
  String take(int length) {
    var text = new String(buffer, from, length, UTF_8);
    from += length;
    return text;
  }

  int read(byte[] target, int start, int length) throws IOException {
    if (to == from) {
      int got = in.read(target, start, length);
      heardAt = System.nanoTime();
      return got;
    }
    int n = Math.min(length, to - from);
    System.arraycopy(buffer, from, target, start, n);
    from += n;
    return n;
  }

  /** The next line of a head, without its end. */
  String line() throws IOException {
    int seen = from;
    while (true) {
      for (; seen < to; seen++)
        if (buffer[seen] == '\n') {
          int end = seen > from && buffer[seen - 1] == '\r' ? seen - 1 : seen;
          var line = new String(buffer, from, end - from, ISO_8859_1);
          from = seen + 1;
          return line;
        }
      if (to - from > LONGEST_LINE) throw new IOException("a header is longer than 64 KiB");
      int before = from;
      if (from > 0) shift();
      seen -= before;
      if (to == buffer.length) buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      if (!fill())
        throw new EOFException(
            answering
                ? "the connection was closed within the head of the answer"
                : "the connection was closed without an answer");
    }
  }

  private boolean fill() throws IOException {
    int n = in.read(buffer, to, buffer.length - to);
    if (n < 0) return false;
    to += n;
    heardAt = System.nanoTime();
    answering = true;
    return true;
  }

  private void shift() {
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    from = 0;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      answering = false;
    }
  }
}
