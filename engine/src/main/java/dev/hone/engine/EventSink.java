package dev.hone.engine;

import java.time.Instant;

/** Follows a run as it happens. Must not block; exceptions are ignored. */
@FunctionalInterface
public interface EventSink {

  void accept(Recorded recorded);

  /**
   * An event with its envelope.
   *
   * @param seq position in the log; -1 for what an earlier process had already recorded
   * @param step number of the decision; the last decision's for observations
   * @param replayed whether this is a repetition during resume
   */
  record Recorded(long seq, long step, Instant at, Spent spent, boolean replayed, Event event) {}
}
