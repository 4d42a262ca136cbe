package dev.hone.lm;

import dev.hone.core.Completion;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Questions on their way: who asks what another asks already waits for that answer. */
public final class InFlight {
  private final ConcurrentMap<String, CompletableFuture<Completion>> calls =
      new ConcurrentHashMap<>();

  /** None are on their way. */
  public InFlight() {}

  /**
   * What came of a question.
   *
   * @param shared whether another had asked it
   */
  public record Answer(Completion completion, boolean shared) {}

  /**
   * Asks, unless another does; asks all the same when the other's call was cancelled.
   *
   * @param key of the question
   * @param ask looks whether the answer is known by now, and asks when it is not
   * @throws CancellationException when this thread is interrupted while it waits
   */
  public Answer ask(String key, Supplier<Completion> ask) {
    while (true) {
      var mine = new CompletableFuture<Completion>();
      var other = calls.putIfAbsent(key, mine);
      if (other == null) return new Answer(first(key, ask, mine), false);
      if (awaited(other)) return new Answer(other.resultNow(), true);
    }
  }

  private Completion first(
      String key, Supplier<Completion> ask, CompletableFuture<Completion> mine) {
    try {
      var completion = ask.get();
      mine.complete(completion);
      return completion;
    } catch (Throwable failure) {
      mine.completeExceptionally(failure);
      throw failure;
    } finally {
      calls.remove(key, mine);
    }
  }

  /** Whether the other call gave an answer; false when it was cancelled and ours must be made. */
  private static boolean awaited(CompletableFuture<Completion> other) {
    try {
      other.get();
      return true;
    } catch (InterruptedException e) {
      throw Around.interrupted("The wait for an answer that is on its way was cancelled.", e);
    } catch (CancellationException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CancellationException) return false;
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      if (e.getCause() instanceof Error error) throw error;
      throw new IllegalStateException(e);
    }
  }
}
