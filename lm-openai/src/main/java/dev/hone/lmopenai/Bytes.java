package dev.hone.lmopenai;

import dev.hone.core.Json;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing array of bytes that takes JSON as UTF-8, without a string in between. */
final class Bytes {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final int LONGEST = 6;

  private byte[] bytes;
  private int length;

  /**
   * @param start how many bytes to leave free in front
   */
  Bytes(int start, int capacity) {
    bytes = new byte[start + capacity];
    length = start;
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Text that needs no escape and no encoding. */
  Bytes ascii(String text) {
    int n = text.length();
    room(n);
    for (int i = 0; i < n; i++) bytes[length + i] = (byte) text.charAt(i);
    length += n;
    return this;
  }

  Bytes number(long value) {
    return ascii(Long.toString(value));
  }

  Bytes raw(byte[] some) {
    room(some.length);
    System.arraycopy(some, 0, bytes, length, some.length);
    length += some.length;
    return this;
  }

  /** Any JSON-shaped value. */
  Bytes value(@Nullable Object value) {
    return value instanceof String text ? string(text) : encode(Json.write(value), false);
  }

  Bytes string(String text) {
    room(2);
    bytes[length++] = '"';
    encode(text, true);
    room(1);
    bytes[length++] = '"';
    return this;
  }

  private Bytes encode(String text, boolean escape) {
    int n = text.length();
    room(n + LONGEST);
    for (int i = 0; i < n; i++) {
      if (bytes.length - length < LONGEST) room(n - i + LONGEST);
      char c = text.charAt(i);
      if (c < 0x80) {
        if (escape && (c < ' ' || c == '"' || c == '\\')) escaped(c);
        else bytes[length++] = (byte) c;
      } else if (c < 0x800) {
        bytes[length++] = (byte) (0xC0 | c >> 6);
        bytes[length++] = (byte) (0x80 | c & 0x3F);
      } else if (!Character.isSurrogate(c)) {
        three(c);
      } else if (i + 1 < n && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        four(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        three('\uFFFD');
      }
    }
    return this;
  }

  private void three(char c) {
    bytes[length++] = (byte) (0xE0 | c >> 12);
    bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
    bytes[length++] = (byte) (0x80 | c & 0x3F);
  }

  private void four(int point) {
    bytes[length++] = (byte) (0xF0 | point >> 18);
    bytes[length++] = (byte) (0x80 | point >> 12 & 0x3F);
    bytes[length++] = (byte) (0x80 | point >> 6 & 0x3F);
    bytes[length++] = (byte) (0x80 | point & 0x3F);
  }

  private void escaped(char c) {
    bytes[length++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[length++] = (byte) c;
      case '\n' -> bytes[length++] = 'n';
      case '\r' -> bytes[length++] = 'r';
      case '\t' -> bytes[length++] = 't';
      default -> {
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[c >> 4];
        bytes[length++] = HEX[c & 15];
      }
    }
  }

  private void room(int more) {
    if (bytes.length - length < more)
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
  }
}
