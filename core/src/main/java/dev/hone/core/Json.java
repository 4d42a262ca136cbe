package dev.hone.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in and out. Values are {@code null}, {@link Boolean}, {@link Long}, {@link
 * java.math.BigInteger} (beyond 64 bits), {@link Double}, {@link String}, {@link List} and {@link
 * SequencedMap}; maps keep the order of the text. Writing also takes records (component order,
 * absent optionals left out), enums (lower case), and anything of {@code java.time} as its ISO
 * text.
 */
public final class Json {
  private Json() {}

  /**
   * Reads one strict JSON value.
   *
   * @throws BadInput naming line, column and what was expected there
   */
  public static @Nullable Object parse(String text) {
    return new JsonReader(text, false).document();
  }

  /**
   * Reads one JSON object.
   *
   * @throws BadInput when the text is not JSON or not an object
   */
  public static SequencedMap<String, Object> parseObject(String text) {
    if (parse(text) instanceof SequencedMap<?, ?> map) return cast(map);
    throw new BadInput(
        "Expected a JSON object {…}, found %s."
            .formatted(text.isBlank() ? "nothing" : shortened(text)));
  }

  /**
   * Reads what a model meant as JSON: takes the first balanced object or array of the text, in or
   * out of a fence, and forgives single quotes, bare keys, trailing commas, comments, Python's
   * constants and raw line breaks in strings. Empty when there is no such value.
   */
  public static Optional<Object> find(String text) {
    return JsonReader.find(text);
  }

  /**
   * Every object and array that {@link #find} would accept, from left to right, none inside
   * another.
   */
  public static List<Object> findAll(String text) {
    return JsonReader.findAll(text);
  }

  /** One line without spaces, keys in given order. */
  public static String write(@Nullable Object value) {
    var out = new StringBuilder(128);
    new JsonWriter(out, false, -1).write(value);
    return out.toString();
  }

  /** Appends what {@link #write(Object)} returns. */
  public static void write(@Nullable Object value, StringBuilder out) {
    new JsonWriter(out, false, -1).write(value);
  }

  /** One line without spaces, keys sorted: equal values have equal texts. */
  public static String canonical(Object value) {
    var out = new StringBuilder(256);
    new JsonWriter(out, true, -1).write(value);
    return out.toString();
  }

  /** Indented by two spaces, for files that people read. */
  public static String pretty(Object value) {
    var out = new StringBuilder(1024);
    new JsonWriter(out, false, 0).write(value);
    return out.append('\n').toString();
  }

  /**
   * A parsed value as the object it should be.
   *
   * @throws BadInput when it is something else
   */
  public static SequencedMap<String, Object> object(@Nullable Object value) {
    if (value instanceof SequencedMap<?, ?> map) return cast(map);
    throw new BadInput("Expected a JSON object {…}, found %s.".formatted(shortened(write(value))));
  }

  @SuppressWarnings("unchecked")
  static SequencedMap<String, Object> cast(Map<?, ?> map) {
    return map instanceof SequencedMap<?, ?> ordered
        ? (SequencedMap<String, Object>) ordered
        : new LinkedHashMap<>((Map<String, Object>) map);
  }

  private static String shortened(String text) {
    var line = text.strip();
    return "'" + (line.length() > 40 ? line.substring(0, 40) + "…" : line) + "'";
  }
}
