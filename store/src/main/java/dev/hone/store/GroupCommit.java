package dev.hone.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread that writes what many hand over, in batches: while one batch is committed the next
 * gathers, so batches grow with the load. The order of each caller's items is kept.
 */
final class GroupCommit<T> implements AutoCloseable {
  private static final int LARGEST = 256;

  private final AtomicReference<@Nullable Item<T>> newest = new AtomicReference<>();
  private final Item<T> closed = new Item<>();
  private final Batch<T> batch;
  private final long lingerNanos;
  private final Thread writer;
  private volatile boolean closing;
  private volatile @Nullable RuntimeException failure;

  /** Writes all items or throws; after it has thrown, nothing more is written. */
  interface Batch<T> {
    void write(List<T> items);
  }

  private static final class Item<T> {
    private @Nullable T value;
    private @Nullable Item<T> older;
    private @Nullable Thread waiter;
    private volatile boolean done;
  }

  /**
   * @param linger how long to gather before each batch; zero when callers wait for their items
   */
  GroupCommit(String name, Duration linger, Batch<T> batch) {
    this.batch = batch;
    this.lingerNanos = linger.toNanos();
    this.writer = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
    writer.start();
  }

  /** Hands an item over and returns at once. */
  void later(T value) {
    hand(value, null);
  }

  /**
   * Returns when the item is committed.
   *
   * @throws RuntimeException what the batch threw
   */
  void now(T value) {
    await(hand(value, Thread.currentThread()));
  }

  private void await(Item<T> item) {
    boolean interrupted = false;
    while (!item.done) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) Thread.currentThread().interrupt();
    check();
  }

  /**
   * Returns when everything handed over so far is committed.
   *
   * @throws RuntimeException what a batch threw
   */
  void settle() {
    await(hand(null, Thread.currentThread()));
  }

  /** Throws what an earlier batch threw. */
  void check() {
    var wrong = failure;
    if (wrong != null) throw Trouble.again(wrong);
  }

  private Item<T> hand(@Nullable T value, @Nullable Thread waiter) {
    var item = new Item<T>();
    item.value = value;
    item.waiter = waiter;
    Item<T> before;
    do {
      before = newest.get();
      if (before == closed) throw new IllegalStateException("Already closed.");
      item.older = before;
    } while (!newest.compareAndSet(before, item));
    if (before == null) LockSupport.unpark(writer);
    return item;
  }

  private void run() {
    while (true) {
      var head = newest.get();
      if (head == null) {
        if (!closing) LockSupport.park(this);
        else if (newest.compareAndSet(null, closed)) return;
      } else {
        if (lingerNanos > 0 && !closing) LockSupport.parkNanos(this, lingerNanos);
        var taken = newest.getAndSet(null);
        if (taken != null) write(inOrder(taken));
      }
    }
  }

  private List<Item<T>> inOrder(Item<T> head) {
    var items = new ArrayList<Item<T>>();
    for (Item<T> item = head; item != null; item = item.older) items.add(item);
    return items.reversed();
  }

  private void write(List<Item<T>> items) {
    for (int from = 0; from < items.size(); from += LARGEST) {
      var part = items.subList(from, Math.min(from + LARGEST, items.size()));
      try {
        if (failure == null) batch.write(values(part));
      } catch (RuntimeException e) {
        failure = e;
      } catch (Error e) {
        failure = new IllegalStateException("The writer broke down.", e);
      }
      for (var item : part) {
        item.older = null;
        item.done = true;
        if (item.waiter != null) LockSupport.unpark(item.waiter);
      }
    }
  }

  private List<T> values(List<Item<T>> items) {
    var values = new ArrayList<T>(items.size());
    for (var item : items) if (item.value != null) values.add(item.value);
    return values;
  }

  /** Writes what was handed over and ends the thread. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
    Threads.join(writer);
  }
}
