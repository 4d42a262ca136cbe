package dev.hone.engine;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Where the lines of a run's event log are kept. Called by one thread at a time, in order of {@code
 * seq}.
 */
public interface EventLog extends AutoCloseable {

  /**
   * What an earlier process left.
   *
   * @param decisions body hashes of the recorded decisions, in order of their steps, from step 0
   * @param observations keys of the recorded observations
   * @param lastSeq the last sequence number, -1 when the log is empty
   * @param active time already worked on this run
   * @param finished whether the last recorded decision is the end of the run
   */
  record Recorded(
      List<String> decisions,
      Set<String> observations,
      long lastSeq,
      Duration active,
      boolean finished) {
    public static final Recorded NOTHING =
        new Recorded(List.of(), Set.of(), -1, Duration.ZERO, false);
  }

  Recorded recorded();

  /** Adds one line: a JSON object without line breaks. */
  void append(String line);

  /** Keeps a body that is too long for a line, under its content hash. */
  void blob(String hash, String body);

  @Override
  void close();

  /** A log that keeps nothing. */
  static EventLog none() {
    return new EventLog() {
      @Override
      public Recorded recorded() {
        return Recorded.NOTHING;
      }

      @Override
      public void append(String line) {}

      @Override
      public void blob(String hash, String body) {}

      @Override
      public void close() {}
    };
  }
}
