package dev.hone.engine;

/** Ends a run that cannot go on: the provider refuses for good, or answers next to nothing. */
final class RunFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunFailed(String message, Throwable cause) {
    super(message, cause);
  }

  RunFailed(String message) {
    super(message);
  }
}
