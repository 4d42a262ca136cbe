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

  @Override
  void close();

  /** A journal that forgets when the process ends. */
  static Journal inMemory() {
    return new MemoryJournal();
  }
}
