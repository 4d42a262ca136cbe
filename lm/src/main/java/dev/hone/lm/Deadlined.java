package dev.hone.lm;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Request;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends a call that has not given its whole answer in time, also when the provider keeps sending
 * slowly. A model that ignores interrupts runs each call on a virtual thread of its own, which is
 * interrupted and left.
 */
public final class Deadlined extends Around {
  private static final ScheduledThreadPoolExecutor CLOCK =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("hone-deadlines").daemon(true).factory());

  static {
    CLOCK.setRemoveOnCancelPolicy(true);
  }

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
    return model.endsWhenInterrupted() ? here(request) : apart(request);
  }

  private Completion here(Request request) {
    var alarm = new Alarm(Thread.currentThread());
    var timer = CLOCK.schedule(alarm, deadline.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return model.complete(request);
    } catch (ModelFailure e) {
      throw alarm.off() ? late() : e;
    } finally {
      timer.cancel(false);
      alarm.off();
    }
  }

  private Completion apart(Request request) {
    var call = new FutureTask<>(() -> model.complete(request));
    var thread = Thread.ofVirtual().name("call to " + name()).start(call);
    try {
      return call.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      throw late();
    } catch (InterruptedException e) {
      thread.interrupt();
      throw cancelled(e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private ModelFailure late() {
    return new ModelFailure(
        ModelFailure.Kind.TIMEOUT,
        "%s gave no whole answer within its deadline of %s s. Allow more time or ask for fewer tokens."
            .formatted(name(), seconds()));
  }

  /** Interrupts a thread once, unless it was turned off before. */
  private static final class Alarm implements Runnable {
    private final Thread sleeper;
    private boolean off;
    private boolean rang;

    Alarm(Thread sleeper) {
      this.sleeper = sleeper;
    }

    @Override
    public synchronized void run() {
      if (off) return;
      rang = true;
      sleeper.interrupt();
    }

    /** Takes back an interrupt that came; whether one did. */
    synchronized boolean off() {
      if (rang && !off) {
        boolean _ = Thread.interrupted();
      }
      off = true;
      return rang;
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
