package dev.hone.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets concurrent branches of a search spend in an order that no latency can change: a branch that
 * wants something waits until every other branch wants something too, or has ended; then all wishes
 * are admitted in the branches' order.
 */
final class Turnstile {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Wish<?>> wishes = new ArrayList<>();
  private int running = 1;
  private final Runnable beforeRelease;

  /**
   * @param beforeRelease done while every branch stands still, before wishes are admitted
   */
  Turnstile(Runnable beforeRelease) {
    this.beforeRelease = beforeRelease;
  }

  private record Wish<T>(Branch branch, Supplier<T> admission, CompletableFuture<T> outcome) {
    void admit() {
      try {
        outcome.complete(admission.get());
      } catch (RuntimeException e) {
        outcome.completeExceptionally(e);
      }
    }
  }

  /** Runs {@code admission} when it is this branch's turn, while all others stand still. */
  <T> T pass(Branch branch, Supplier<T> admission) {
    var wish = new Wish<>(branch, admission, new CompletableFuture<T>());
    lock.lock();
    try {
      wishes.add(wish);
      stopOne();
    } finally {
      lock.unlock();
    }
    try {
      return wish.outcome().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** The caller stops running until {@link #ended} was called {@code branches} times. */
  void forked(int branches) {
    lock.lock();
    try {
      running += branches - 1;
    } finally {
      lock.unlock();
    }
  }

  /** A branch ended; the last of its group hands its place to the branch that forked. */
  void ended(boolean lastOfGroup) {
    if (lastOfGroup) return;
    lock.lock();
    try {
      stopOne();
    } finally {
      lock.unlock();
    }
  }

  private void stopOne() {
    if (--running > 0 || wishes.isEmpty()) return;
    beforeRelease.run();
    var batch = new ArrayList<>(wishes);
    wishes.clear();
    batch.sort(Comparator.comparing(Wish::branch));
    running = batch.size();
    for (var wish : batch) wish.admit();
  }

  /** The place of a branch in the tree of forks, and what is private to it. */
  static final class Branch implements Comparable<Branch> {
    private final @Nullable Branch parent;
    private final int index;
    private final int depth;

    Branch(@Nullable Branch parent, int index) {
      this.parent = parent;
      this.index = index;
      this.depth = parent == null ? 0 : parent.depth + 1;
    }

    @Override
    public int compareTo(Branch other) {
      if (this == other) return 0;
      Branch a = this;
      Branch b = other;
      while (a.depth > b.depth && a.parent != null) a = a.parent;
      while (b.depth > a.depth && b.parent != null) b = b.parent;
      if (a == b) return Integer.compare(depth, other.depth);
      while (a.parent != b.parent && a.parent != null && b.parent != null) {
        a = a.parent;
        b = b.parent;
      }
      return Integer.compare(a.index, b.index);
    }
  }
}
