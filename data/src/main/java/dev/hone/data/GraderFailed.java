package dev.hone.data;

/** A judge or an external command gave no usable verdict: nothing is known about the output. */
public final class GraderFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GraderFailed(String message) {
    super(message);
  }

  public GraderFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
