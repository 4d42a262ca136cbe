package dev.hone.core;

/**
 * Thrown by a metric that could not judge, for example because its judge gave no usable verdict:
 * nothing is known about the output, so the rollout counts as missing and not as wrong.
 */
public final class GraderFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GraderFailed(String message) {
    super(message);
  }

  public GraderFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
