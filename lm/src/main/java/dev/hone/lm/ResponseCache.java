package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Request;
import java.util.Optional;

/** Answers already known, by {@link Request#key()}. Safe for use by many threads. */
public interface ResponseCache extends AutoCloseable {

  /** The completion as it was put. */
  Optional<Completion> get(String key);

  /**
   * Remembers an answer; the first one put under a key may stay.
   *
   * @param request the question, for people who look into the cache
   */
  void put(String key, Request request, Completion completion);

  @Override
  default void close() {}
}
