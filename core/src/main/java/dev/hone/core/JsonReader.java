package dev.hone.core;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A one-pass reader; {@code lenient} forgives what models get wrong. */
final class JsonReader {
  private static final int DEEPEST = 512;
  private static final int PLACES_TRIED = 64;
  private static final Pattern FENCE = Pattern.compile("^```[A-Za-z]*|```$");

  private final String text;
  private final boolean lenient;
  private int at;
  private int depth;

  JsonReader(String text, boolean lenient) {
    this.text = text;
    this.lenient = lenient;
  }

  @Nullable Object document() {
    var value = value();
    skip();
    if (at < text.length()) throw wrong("the end of the text");
    return value;
  }

  static Optional<Object> find(String text) {
    int tried = 0;
    for (int i = 0; i < text.length() && tried < PLACES_TRIED; i++) {
      char c = text.charAt(i);
      if (c != '{' && c != '[') continue;
      tried++;
      var found = new JsonReader(text, true).valueAt(i);
      if (found.isPresent()) return found;
    }
    return Optional.empty();
  }

  /** A text that is one object or array and nothing else, but for a code fence around it. */
  static Optional<Object> whole(String text) {
    var inner = FENCE.matcher(text.strip()).replaceAll("").strip();
    boolean open = inner.startsWith("{") || inner.startsWith("[");
    return open ? lenient(inner) : Optional.empty();
  }

  /** The value from the first {@code open} to the last {@code close}, if all of that is one. */
  static Optional<Object> between(String text, char open, char close) {
    int from = text.indexOf(open);
    int to = text.lastIndexOf(close);
    return from < 0 || to < from ? Optional.empty() : lenient(text.substring(from, to + 1));
  }

  private static Optional<Object> lenient(String text) {
    try {
      return Optional.ofNullable(new JsonReader(text, true).document());
    } catch (BadInput e) {
      return Optional.empty();
    }
  }

  static List<Object> findAll(String text) {
    var all = new ArrayList<Object>();
    int tried = 0;
    for (int i = 0; i < text.length() && tried < PLACES_TRIED; i++) {
      char c = text.charAt(i);
      if (c != '{' && c != '[') continue;
      tried++;
      var reader = new JsonReader(text, true);
      var found = reader.valueAt(i);
      if (found.isEmpty()) continue;
      all.add(found.get());
      i = reader.at - 1;
    }
    return all;
  }

  private Optional<Object> valueAt(int place) {
    at = place;
    try {
      return Optional.ofNullable(value());
    } catch (BadInput e) {
      return Optional.empty();
    }
  }

  private @Nullable Object value() {
    skip();
    if (at >= text.length()) throw wrong("a value");
    char c = text.charAt(at);
    if (c == '{') return object();
    if (c == '[') return array();
    if (c == '"') return string('"');
    if (c == '-' || c >= '0' && c <= '9') return number();
    if (word("true")) return true;
    if (word("false")) return false;
    if (word("null")) return null;
    if (lenient) {
      if (c == '\'') return string('\'');
      if (word("True")) return true;
      if (word("False")) return false;
      if (word("None")) return null;
    }
    throw wrong("a value");
  }

  private SequencedMap<String, Object> object() {
    deeper();
    at++;
    var map = new LinkedHashMap<String, @Nullable Object>();
    skip();
    while (!take('}')) {
      if (!map.isEmpty() && !take(',')) throw wrong("',' or '}'");
      skip();
      if (lenient && take('}')) break;
      var key = key();
      skip();
      if (!take(':')) throw wrong("':' after \"" + key + "\"");
      if (!lenient && map.containsKey(key)) throw wrong("key \"" + key + "\" only once");
      map.put(key, value());
      skip();
    }
    depth--;
    return Json.cast(map);
  }

  private List<Object> array() {
    deeper();
    at++;
    var list = new ArrayList<@Nullable Object>();
    skip();
    while (!take(']')) {
      if (!list.isEmpty() && !take(',')) throw wrong("',' or ']'");
      skip();
      if (lenient && take(']')) break;
      list.add(value());
      skip();
    }
    depth--;
    return filled(list);
  }

  @SuppressWarnings({"unchecked", "NullAway"})
  private static List<Object> filled(List<@Nullable Object> list) {
    return (List<Object>) (List<?>) list;
  }

  private String key() {
    char c = at < text.length() ? text.charAt(at) : 0;
    if (c == '"') return string('"');
    if (lenient && c == '\'') return string('\'');
    int start = at;
    if (lenient) while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) at++;
    if (at == start) throw wrong("a key in double quotes");
    return text.substring(start, at);
  }

  private String string(char quote) {
    int start = ++at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == quote) return text.substring(start, at++);
      if (c == '\\' || c < ' ') return escaped(quote, start);
      at++;
    }
    throw wrong("the closing " + quote);
  }

  private String escaped(char quote, int start) {
    var out = new StringBuilder(text.length() > start + 64 ? 128 : 32).append(text, start, at);
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) return out.toString();
      if (c == '\\') escape(out);
      else if (c < ' ' && !lenient) throw wrong("an escape instead of a control character");
      else out.append(c);
    }
    throw wrong("the closing " + quote);
  }

  private void escape(StringBuilder out) {
    if (at >= text.length()) throw wrong("an escape");
    char c = text.charAt(at++);
    switch (c) {
      case '"', '\\', '/' -> out.append(c);
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case 'r' -> out.append('\r');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'u' -> out.append(unicode());
      default -> {
        if (!lenient) throw wrong("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
        if (c != '\'') out.append('\\');
        out.append(c);
      }
    }
  }

  private char unicode() {
    int c = 0;
    for (int end = at + 4; at < end; at++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0 || text.charAt(at) > 'f') throw wrong("four hexadecimal digits after \\u");
      c = c * 16 + digit;
    }
    return (char) c;
  }

  private Number number() {
    int start = at;
    if (text.charAt(at) == '-') at++;
    int whole = digits();
    if (whole == 0 || whole > 1 && text.charAt(at - whole) == '0' && !lenient)
      throw wrong("a number");
    boolean integral = true;
    if (at < text.length() && text.charAt(at) == '.') {
      integral = false;
      at++;
      if (digits() == 0) throw wrong("a digit after the decimal point");
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      integral = false;
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) at++;
      if (digits() == 0) throw wrong("a digit in the exponent");
    }
    if (!integral) {
      double d = Double.parseDouble(text.substring(start, at));
      if (Double.isInfinite(d)) throw wrong("a number up to 1.7e308");
      return d;
    }
    if (at - start < 19) return Long.parseLong(text, start, at, 10);
    var big = new BigInteger(text.substring(start, at));
    return big.bitLength() < 64 ? (Number) big.longValue() : big;
  }

  private int digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
    return at - start;
  }

  private boolean word(String word) {
    if (!text.startsWith(word, at)) return false;
    int end = at + word.length();
    if (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) return false;
    at = end;
    return true;
  }

  private boolean take(char c) {
    if (at >= text.length() || text.charAt(at) != c) return false;
    at++;
    return true;
  }

  private void skip() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t') at++;
      else if (lenient && c == '/' && text.startsWith("//", at)) at = end("\n");
      else if (lenient && c == '/' && text.startsWith("/*", at)) at = end("*/");
      else return;
    }
  }

  private int end(String mark) {
    int end = text.indexOf(mark, at);
    return end < 0 ? text.length() : end + mark.length();
  }

  private void deeper() {
    if (++depth > DEEPEST) throw wrong("at most " + DEEPEST + " levels of nesting");
  }

  private BadInput wrong(String expected) {
    int line =
        1
            + (int)
                text.substring(0, Math.min(at, text.length()))
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
    int column = at - text.lastIndexOf('\n', Math.min(at, text.length()) - 1);
    var found =
        at >= text.length()
            ? "the end"
            : "'" + text.substring(at, Math.min(at + 20, text.length())).strip() + "'";
    return new BadInput(
        "JSON, line %d, column %d: expected %s, found %s."
            .formatted(line, column, expected, found));
  }
}
