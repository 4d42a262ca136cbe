package dev.hone.core;

/**
 * Something a person wrote cannot be used: a file, an option, a signature, a name.
 *
 * <p>The message is meant to be shown as it stands. It says what was found, where, and what to
 * write instead. The command line turns it into exit code 2.
 */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInput(String message) {
    super(message);
  }

  public BadInput(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same complaint with its place in front, for example {@code train.jsonl, line 7}. */
  public BadInput at(String place) {
    return new BadInput(place + ": " + getMessage(), this);
  }
}
