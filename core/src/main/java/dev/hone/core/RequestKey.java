package dev.hone.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The key of a request: a hash over the hashes of its parts, every text with its length in front.
 * The hashes of parts are remembered for as long as the same objects are used again, because the
 * questions of one slot share all their turns but the last.
 */
final class RequestKey {
  private static final int SLOTS = 4096;
  private static final int WORTH_KEEPING = 64;
  private static final Known[] KNOWN = new Known[SLOTS];

  private RequestKey() {}

  /** Immutable, so that a race between threads costs a hash and never gives a wrong one. */
  private static final class Known {
    private final WeakReference<Object> part;
    private final byte[] digest;

    Known(Object part, byte[] digest) {
      this.part = new WeakReference<>(part);
      this.digest = digest;
    }
  }

  static String of(Request request) {
    var all = sha256();
    text(all, request.model());
    number(all, request.sample());
    if (!request.settings().map().isEmpty()) {
      text(all, "settings");
      text(all, Json.canonical(request.settings().map()));
    }
    if (!request.tools().isEmpty()) {
      text(all, "tools");
      text(all, Json.canonical(request.tools()));
    }
    if (!(request.format() instanceof ResponseFormat.Free)) {
      text(all, "format");
      all.update(digest(request.format()));
    }
    text(all, "messages");
    for (var message : request.messages()) all.update(digest(message));
    return HexFormat.of().formatHex(all.digest());
  }

  private static byte[] digest(Object part) {
    int slot = System.identityHashCode(part) & (SLOTS - 1);
    var known = KNOWN[slot];
    if (known != null && known.part.refersTo(part)) return known.digest;
    var sha = sha256();
    int length =
        switch (part) {
          case Message message -> message(sha, message);
          case ResponseFormat format -> text(sha, Json.canonical(format.toJson()));
          default -> throw new IllegalArgumentException("Not a part of a request: " + part);
        };
    var digest = sha.digest();
    if (length > WORTH_KEEPING) KNOWN[slot] = new Known(part, digest);
    return digest;
  }

  private static int message(MessageDigest sha, Message message) {
    if (message.content().size() != 1
        || !(message.content().getFirst() instanceof Message.Text(var words))
        || !message.toolCalls().isEmpty()
        || message.toolCallId().isPresent()) {
      text(sha, "rich");
      return text(sha, Json.canonical(message.toJson()));
    }
    text(sha, message.role().name());
    return text(sha, words);
  }

  /** Half characters have no UTF-8; a text that holds one is hashed as it is in memory. */
  private static int text(MessageDigest sha, String text) {
    var bytes = text.getBytes(UTF_8);
    if (!new String(bytes, UTF_8).equals(text)) {
      number(sha, -1);
      var units = ByteBuffer.allocate(text.length() * Character.BYTES);
      units.asCharBuffer().put(text);
      bytes = units.array();
    }
    number(sha, bytes.length);
    // Half of a surrogate pair has no UTF-8, so the bytes alone would not tell it from another.
    number(sha, text.hashCode());
    sha.update(bytes);
    return bytes.length;
  }

  private static void number(MessageDigest sha, int number) {
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
