package dev.hone.testkit;

import dev.hone.engine.Journal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A journal that takes a number of entries and then fails on every further one, as if the process
 * had been killed at that moment. What it took is in the journal behind it.
 */
public final class KilledJournal implements Journal {
  private final Journal behind;
  private final int most;
  private final AtomicInteger written = new AtomicInteger();
  private final Set<String> kept = ConcurrentHashMap.newKeySet();

  public KilledJournal(Journal behind, int most) {
    this.behind = behind;
    this.most = most;
  }

  /** The end of a process that was killed. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  @Override
  public Optional<String> read(Kind kind, String key) {
    return behind.read(kind, key);
  }

  @Override
  public void write(Kind kind, String key, String body) {
    if (written.getAndIncrement() >= most) throw new Killed();
    behind.write(kind, key, body);
    if (kind == Kind.CALL) kept.add(key);
  }

  /** Keys of the calls that were written before the end. */
  public Set<String> keptCalls() {
    return Set.copyOf(kept);
  }

  /** How many entries it was asked to take. */
  public int writes() {
    return written.get();
  }

  @Override
  public void close() {}
}
