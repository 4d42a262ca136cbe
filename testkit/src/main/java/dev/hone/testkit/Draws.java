package dev.hone.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * All chance of the simulated world: SHA-256 over the parts joined with bars. There is no generator
 * with a state, so nothing depends on the order in which anything is asked.
 */
final class Draws {
  private static final int WORD = 6;

  private Draws() {}

  /** A number from 0 to below 1: the first 8 bytes as an unsigned number, by 2 to the 64. */
  static double unit(Object... parts) {
    long bits = ByteBuffer.wrap(sha256(parts)).getLong();
    // The lowest bit is kept where it can still decide how the sum is rounded.
    double whole = bits >= 0 ? bits : (double) (bits >>> 1 | bits & 1) * 2;
    return whole * 0x1p-64;
  }

  /** The first {@code length} hexadecimal digits. */
  static String hex(int length, Object... parts) {
    return HexFormat.of().formatHex(sha256(parts)).substring(0, length);
  }

  /** A word without digits, one of 16 to the 6: letters a to p. */
  static String word(Object... parts) {
    var word = new StringBuilder(WORD);
    for (char c : hex(WORD, parts).toCharArray())
      word.append((char) ('a' + Character.digit(c, 16)));
    return word.toString();
  }

  private static byte[] sha256(Object... parts) {
    var text = Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining("|"));
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
