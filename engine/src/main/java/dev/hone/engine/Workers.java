package dev.hone.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The virtual threads of a run: at most so many rollouts and questions at a time, over all branches
 * of the search.
 */
final class Workers {
  private final int parallel;
  private final Semaphore places;
  private final Set<Thread> busy = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable RuntimeException> halted = new AtomicReference<>();

  Workers(int parallel) {
    this.parallel = parallel;
    this.places = new Semaphore(parallel);
  }

  /** Stops everything in flight; all further work ends with {@code reason}. */
  void halt(RuntimeException reason) {
    if (halted.compareAndSet(null, reason)) busy.forEach(Thread::interrupt);
  }

  /** Throws the reason once {@link #halt} was called. */
  void check() {
    var reason = halted.get();
    if (reason != null) throw reason;
  }

  int busy() {
    return busy.size();
  }

  /**
   * Does {@code work} for every item, results in item order. The first failure ends what has not
   * begun.
   */
  <A, B> List<B> all(List<A> items, Function<A, B> work) {
    var results = new ArrayList<@Nullable B>(Collections.nCopies(items.size(), null));
    var next = new AtomicInteger();
    var failure = new AtomicReference<@Nullable Throwable>();
    Runnable loop =
        () -> {
          for (int i = next.getAndIncrement();
              i < items.size() && failure.get() == null;
              i = next.getAndIncrement()) one(items.get(i), i, work, results, failure);
        };
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < Math.min(parallel, items.size()); i++)
      threads.add(Thread.ofVirtual().inheritInheritableThreadLocals(false).start(loop));
    for (var thread : threads) join(thread);
    rethrow(failure.get());
    return filled(results);
  }

  private <A, B> void one(
      A item,
      int index,
      Function<A, B> work,
      List<@Nullable B> results,
      AtomicReference<@Nullable Throwable> failure) {
    places.acquireUninterruptibly();
    busy.add(Thread.currentThread());
    try {
      check();
      var result = work.apply(item);
      results.set(index, result);
    } catch (RuntimeException | Error e) {
      var reason = halted.get();
      failure.compareAndSet(null, reason != null && e instanceof RuntimeException ? reason : e);
    } finally {
      busy.remove(Thread.currentThread());
      places.release();
    }
  }

  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }

  static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException e) throw e;
    if (failure instanceof Error e) throw e;
  }

  @SuppressWarnings({"unchecked", "NullAway"})
  static <B> List<B> filled(List<@Nullable B> results) {
    return Collections.unmodifiableList((List<B>) (List<?>) results);
  }
}
