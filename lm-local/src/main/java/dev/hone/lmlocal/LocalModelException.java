package dev.hone.lmlocal;

/**
 * The embedded model cannot be had or cannot go on: a missing system library, a failed download, a
 * broken file, a closed engine.
 */
public final class LocalModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LocalModelException(String message) {
    super(message);
  }

  LocalModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
