package dev.hone.engine;

import java.util.Optional;

/**
 * What a run must not forget: answers and finished rollouts by key. Append only; the first entry
 * under a key stands. Safe for many threads.
 */
public interface Journal extends AutoCloseable {

  /** What an entry holds. */
  enum Kind {
    /** A request with its completion. */
    CALL,
    /** A finished rollout. */
    ROLLOUT,
    /** An outside influence: a clock limit or a command, under the step where it took effect. */
    INFLUENCE
  }

  /** The body under this key. */
  Optional<String> read(Kind kind, String key);

  /** Returns when the entry would survive the end of this process. */
  void write(Kind kind, String key, String body);

  /**
   * Hands an entry over that can be made again from other entries; it is sure to survive only when
   * {@link #settle()} has returned.
   */
  default void later(Kind kind, String key, String body) {
    write(kind, key, body);
  }

  /** Returns when every entry handed over so far would survive the end of this process. */
  default void settle() {}

  @Override
  void close();

  /** A journal that forgets when the process ends. */
  static Journal inMemory() {
    return new MemoryJournal();
  }
}
