package dev.hone.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names that depend on content alone. */
public final class ContentId {
  private static final int SHORT = 6;

  private ContentId() {}

  /** Twelve hexadecimal digits: for things of which a run has thousands. */
  public static String of(String content) {
    return HexFormat.of().formatHex(sha256(content), 0, SHORT);
  }

  /** All 64 digits: for keys and files, where two must never meet. */
  public static String full(String content) {
    return HexFormat.of().formatHex(sha256(content));
  }

  private static byte[] sha256(String content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
