package dev.hone.lm;

/** A model's answer could not be read. The message tells the model what to do differently. */
public final class ParseFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ParseFailure(String message) {
    super(message);
  }

  public ParseFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
