package dev.hone.engine;

/**
 * Ends an optimizer's loop when something it asked for is refused. Not an error, and never caught
 * by an optimizer.
 */
public final class BudgetExhausted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final StopReason reason;

  BudgetExhausted(StopReason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  StopReason reason() {
    return reason;
  }
}
