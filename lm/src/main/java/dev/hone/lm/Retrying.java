package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * Sends a request again when trouble may pass, waiting ever longer in between. Every attempt is
 * counted in {@link Completion.Timing#attempts()}.
 */
public final class Retrying extends Around {
  /**
   * Who else hears of trouble with the calls of this thread, for example the run they belong to.
   */
  public static final ScopedValue<Listener> OBSERVER = ScopedValue.newInstance();

  private final RetryPolicy policy;
  private final Listener listener;
  private final Timekeeper time;
  private final Random random;

  /** Hears of every failed attempt, on the thread that made it. */
  @FunctionalInterface
  public interface Listener {
    Listener NONE = (_, _, _, _) -> {};

    /**
     * @param attempt from 1
     * @param wait before the next attempt; empty when there is none
     */
    void troubled(Request request, int attempt, ModelFailure failure, Optional<Duration> wait);
  }

  /**
   * @param seed of the jitter
   */
  public Retrying(
      LanguageModel model, RetryPolicy policy, long seed, Listener listener, Timekeeper time) {
    super(model);
    this.policy = policy;
    this.listener = listener;
    this.time = time;
    this.random = new Random(seed);
  }

  @Override
  public Completion complete(Request request) {
    for (int attempt = 1; ; attempt++) {
      try {
        return counted(model.complete(request), attempt - 1);
      } catch (ModelFailure failure) {
        var wait = policy.waitAfter(attempt, failure, random);
        listener.troubled(request, attempt, failure, wait);
        OBSERVER.orElse(Listener.NONE).troubled(request, attempt, failure, wait);
        if (wait.isEmpty()) throw attempt == 1 ? failure : exhausted(failure, attempt);
        pause(wait.get());
      }
    }
  }

  private void pause(Duration wait) {
    try {
      time.sleep(wait);
    } catch (InterruptedException e) {
      throw cancelled(e);
    }
  }

  private static ModelFailure exhausted(ModelFailure last, int attempts) {
    return new ModelFailure(
        last.kind(),
        "%s (given up after %d attempts)".formatted(last.getMessage(), attempts),
        last.retryAfter(),
        last);
  }

  private static Completion counted(Completion completion, int failed) {
    if (failed == 0 && completion.timing().attempts() > 0) return completion;
    var t = completion.timing();
    return completion.withTiming(
        new Completion.Timing(
            failed + Math.max(1, t.attempts()), t.queueMs(), t.latencyMs(), t.firstTokenMs()));
  }
}
