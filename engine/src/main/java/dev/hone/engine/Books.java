package dev.hone.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a run writes, and who listens.
 *
 * @param run the run's name in every event
 * @param digest of the run record
 */
public record Books(
    String run, String digest, Journal journal, EventLog log, List<EventSink> listeners) {

  public Books {
    listeners = List.copyOf(listeners);
  }

  /** Nothing outlives the process. */
  public static Books inMemory() {
    return new Books("run", "", Journal.inMemory(), EventLog.none(), List.of());
  }

  public Books withJournal(Journal next) {
    return new Books(run, digest, next, log, listeners);
  }

  public Books withLog(EventLog next) {
    return new Books(run, digest, journal, next, listeners);
  }

  public Books withListener(EventSink listener) {
    var more = new ArrayList<>(listeners);
    more.add(listener);
    return new Books(run, digest, journal, log, more);
  }
}
