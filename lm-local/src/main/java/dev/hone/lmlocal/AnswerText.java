package dev.hone.lmlocal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An answer that grows by pieces of bytes and ends exactly before the first stop string, wherever
 * the pieces' borders lie.
 */
final class AnswerText {
  private final List<byte[]> stops;
  private final List<Integer> starts = new ArrayList<>();
  private byte[] bytes = new byte[64];
  private int length;

  /**
   * @param stops strings that end the answer; empty ones are ignored
   */
  AnswerText(List<String> stops) {
    this.stops =
        stops.stream()
            .filter(stop -> !stop.isEmpty())
            .map(stop -> stop.getBytes(StandardCharsets.UTF_8))
            .toList();
  }

  /**
   * Adds a piece.
   *
   * @return whether a stop string appeared, in which case the text is cut before it
   */
  boolean append(byte[] piece) {
    var before = length;
    starts.add(before);
    if (length + piece.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + piece.length));
    }
    System.arraycopy(piece, 0, bytes, length, piece.length);
    length += piece.length;
    var cut = Integer.MAX_VALUE;
    for (var stop : stops) {
      cut = Math.min(cut, find(stop, Math.max(0, before - stop.length + 1)));
    }
    if (cut == Integer.MAX_VALUE) {
      return false;
    }
    length = cut;
    return true;
  }

  private int find(byte[] stop, int from) {
    for (var at = from; at + stop.length <= length; at++) {
      if (Arrays.equals(bytes, at, at + stop.length, stop, 0, stop.length)) {
        return at;
      }
    }
    return Integer.MAX_VALUE;
  }

  /** How many of the appended pieces have at least one byte in the text. */
  int tokens() {
    return (int) starts.stream().filter(start -> start < length).count();
  }

  /** The text so far; the bytes of a character that is not whole yet are left out. */
  String toText() {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    var target = CharBuffer.allocate(length + 1);
    decoder.decode(ByteBuffer.wrap(bytes, 0, length), target, false);
    return target.flip().toString();
  }
}
