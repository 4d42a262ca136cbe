package dev.hone.engine;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work of a branch that goes on while the branch does something else. What the branch sees of it,
 * and what is recorded of it, it sees when it asks for the answers.
 */
final class Begun<A, B> implements Pending<B> {
  private final Function<List<A>, List<B>> reading;
  private final Thread thread;
  private volatile List<A> found = List.of();
  private volatile @Nullable Throwable failure;
  private @Nullable List<B> read;

  Begun(Supplier<List<A>> work, Function<List<A>, List<B>> reading) {
    this.reading = reading;
    this.thread = Thread.ofVirtual().unstarted(() -> run(work));
  }

  Begun<A, B> start() {
    thread.start();
    return this;
  }

  private void run(Supplier<List<A>> work) {
    try {
      found = work.get();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  @Override
  public List<B> answers() {
    Workers.join(thread);
    Workers.rethrow(failure);
    var known = read;
    if (known == null) {
      known = reading.apply(found);
      read = known;
    }
    return known;
  }

  /**
   * Waits for work that nobody asks for any more. That a limit or the model ended it is of no
   * consequence then; anything else is thrown.
   */
  void settle() {
    Workers.join(thread);
    if (!(failure instanceof BudgetExhausted || failure instanceof RunFailed))
      Workers.rethrow(failure);
  }
}
