package dev.hone.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/** One client of the mock: finds where requests end, by length or by chunks. */
final class Connection {
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
  private static final byte[] END_OF_CHUNKS = {'0', '\r', '\n', '\r', '\n'};

  final SocketChannel channel;
  private ByteBuffer incoming = ByteBuffer.allocate(8192);
  private int bodyAt = -1;
  private int bodyLength;
  private boolean post;

  /** What a read brought. */
  enum Read {
    MORE,
    CALL,
    COUNTERS,
    CLOSED
  }

  Connection(SocketChannel channel) {
    this.channel = channel;
  }

  Read read() {
    if (!incoming.hasRemaining())
      incoming = ByteBuffer.allocate(incoming.capacity() * 4).put(incoming.flip());
    try {
      if (channel.read(incoming) < 0) return Read.CLOSED;
    } catch (IOException e) {
      return Read.CLOSED;
    }
    return next();
  }

  /** The next whole request of what has been read. */
  Read next() {
    if (bodyAt < 0 && !head()) return Read.MORE;
    int end = bodyLength >= 0 ? bodyAt + bodyLength : find(END_OF_CHUNKS, bodyAt);
    if (end < 0 || end > incoming.position()) return Read.MORE;
    if (bodyLength < 0) end += END_OF_CHUNKS.length;
    incoming.limit(incoming.position()).position(end).compact();
    bodyAt = -1;
    return post ? Read.CALL : Read.COUNTERS;
  }

  private boolean head() {
    int end = find(END_OF_HEAD, 0);
    if (end < 0) return false;
    var head = new String(incoming.array(), 0, end, ISO_8859_1);
    post = head.startsWith("POST");
    var lower = head.toLowerCase(Locale.ROOT);
    int length = lower.indexOf("\r\ncontent-length:");
    bodyAt = end + END_OF_HEAD.length;
    if (length >= 0) {
      int from = length + "\r\ncontent-length:".length();
      int to = lower.indexOf('\r', from);
      bodyLength = Integer.parseInt(lower.substring(from, to < 0 ? end : to).strip());
    } else bodyLength = lower.contains("transfer-encoding: chunked") ? -1 : 0;
    return true;
  }

  private int find(byte[] mark, int from) {
    var bytes = incoming.array();
    for (int i = from; i <= incoming.position() - mark.length; i++) {
      int j = 0;
      while (j < mark.length && bytes[i + j] == mark[j]) j++;
      if (j == mark.length) return i;
    }
    return -1;
  }

  /**
   * Sends a whole answer; a client that does not take a kilobyte is not there any more.
   *
   * @throws IOException when the answer does not fit into the socket
   */
  void write(ByteBuffer answer) throws IOException {
    try {
      channel.write(answer);
      if (!answer.hasRemaining()) return;
    } catch (IOException e) {
      channel.close();
      return;
    }
    throw new IOException("A client takes no answers.");
  }
}
