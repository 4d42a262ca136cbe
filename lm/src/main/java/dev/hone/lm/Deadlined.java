package dev.hone.lm;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Request;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends a call that has not given its whole answer in time, also when the provider keeps sending
 * slowly or ignores interrupts: each call runs on a virtual thread of its own, which is interrupted
 * and left.
 */
public final class Deadlined extends Around {
  private final Duration deadline;

  public Deadlined(LanguageModel model, Duration deadline) {
    super(model);
    if (!deadline.isPositive())
      throw new BadInput(
          "The deadline of %s is %s. Use a positive time, for example PT120S."
              .formatted(model.name(), deadline));
    this.deadline = deadline;
  }

  @Override
  public Completion complete(Request request) {
    var call = new FutureTask<>(() -> model.complete(request));
    var thread = Thread.ofVirtual().name("call to " + name()).start(call);
    try {
      return call.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new ModelFailure(
          ModelFailure.Kind.TIMEOUT,
          "%s gave no whole answer within its deadline of %s s. Allow more time or ask for fewer tokens."
              .formatted(name(), seconds()));
    } catch (InterruptedException e) {
      thread.interrupt();
      throw cancelled(e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private String seconds() {
    return java.math.BigDecimal.valueOf(deadline.toMillis(), 3)
        .stripTrailingZeros()
        .toPlainString();
  }

  private RuntimeException unwrapped(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException failure -> failure;
      case Error error -> throw error;
      case null, default ->
          new ModelFailure(
              ModelFailure.Kind.TRANSPORT,
              "The call to %s failed: %s".formatted(name(), e.getCause()),
              java.util.Optional.empty(),
              e);
    };
  }
}
