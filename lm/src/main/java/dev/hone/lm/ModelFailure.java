package dev.hone.lm;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No answer could be had from a model. Messages never contain keys. */
public final class ModelFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient Optional<Duration> retryAfter;

  /** What went wrong, and so what may help. */
  public enum Kind {
    /** The key is missing, wrong or not allowed. */
    AUTHENTICATION(false),
    /** The account has no credit or quota left. */
    BILLING(false),
    /** Too many requests; the provider may say how long to wait. */
    RATE_LIMITED(true),
    /** The request itself was refused: an unknown model, an unsupported option. */
    INVALID_REQUEST(false),
    /** The conversation is longer than the model takes. */
    CONTEXT_TOO_LONG(false),
    /** The provider refused to answer this content. */
    FILTERED(false),
    /** No answer within the deadline. */
    TIMEOUT(true),
    /** The provider failed. */
    SERVER(true),
    /** The connection failed, or the body was malformed or cut off. */
    TRANSPORT(true);

    private final boolean transientTrouble;

    Kind(boolean transientTrouble) {
      this.transientTrouble = transientTrouble;
    }

    /** Whether the same request may succeed later. */
    public boolean mayPass() {
      return transientTrouble;
    }

    /** Whether it lies in the words of the request, so that others may be answered. */
    public boolean ofContent() {
      return this == CONTEXT_TOO_LONG || this == FILTERED;
    }
  }

  public ModelFailure(Kind kind, String message) {
    this(kind, message, Optional.empty(), null);
  }

  public ModelFailure(
      Kind kind, String message, Optional<Duration> retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  /** How long the provider asked to wait. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
