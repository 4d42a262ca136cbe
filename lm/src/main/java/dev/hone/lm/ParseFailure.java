package dev.hone.lm;

/** A model's answer could not be used. The message tells the model what to do differently. */
public final class ParseFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What was wrong with the answer. */
  public enum Kind {
    /** It has words, but not the fields asked for. */
    UNREADABLE,
    /** It has no words. */
    EMPTY,
    /** It was cut off at the token limit, inside a field. */
    TRUNCATED,
    /** The provider's filter withheld it. */
    FILTERED
  }

  public ParseFailure(String message) {
    this(Kind.UNREADABLE, message);
  }

  public ParseFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public ParseFailure(String message, Throwable cause) {
    super(message, cause);
    this.kind = Kind.UNREADABLE;
  }

  public Kind kind() {
    return kind;
  }
}
