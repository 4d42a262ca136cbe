package dev.hone.data;

/** A data set could not be had: its home did not answer, or gave something else than expected. */
public final class FetchFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FetchFailed(String message) {
    super(message);
  }

  public FetchFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
