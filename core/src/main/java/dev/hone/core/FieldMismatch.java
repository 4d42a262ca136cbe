package dev.hone.core;

/** A value does not fit the type of its field. The message names field, value and expectation. */
public final class FieldMismatch extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 120;

  private final String field;
  private final String expected;

  public FieldMismatch(String field, String expected, Object value) {
    super("Field '%s' should be %s, but is %s.".formatted(field, expected, shown(value)));
    this.field = field;
    this.expected = expected;
  }

  /**
   * The field's name; nested fields are joined with dots, list positions written as {@code
   * tags[2]}.
   */
  public String field() {
    return field;
  }

  /** What would have been right, in words that can be shown to a model. */
  public String expected() {
    return expected;
  }

  private static String shown(Object value) {
    var text =
        value instanceof String || value instanceof Number ? value.toString() : Json.write(value);
    return text.isBlank()
        ? "empty"
        : "'" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + "'";
  }
}
