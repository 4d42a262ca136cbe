package dev.hone.engine;

import dev.hone.core.BadInput;

/**
 * Ends a run that cannot go on: the provider refuses for good or answers next to nothing, or the
 * run's own files cannot be written.
 */
final class RunFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunFailed(String message, Throwable cause) {
    super(message, cause);
  }

  RunFailed(String message) {
    super(message);
  }

  /** Something of the run itself cannot be used; what it was doing is not to blame. */
  static RunFailed by(BadInput trouble) {
    return new RunFailed(String.valueOf(trouble.getMessage()), trouble);
  }
}
