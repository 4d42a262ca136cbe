package dev.hone.engine;

import dev.hone.core.ContentId;
import dev.hone.core.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Writes the event log and tells the listeners. A resumed run repeats its decisions silently, each
 * checked against the hash it had before; only what is new is appended.
 */
final class Recorder {
  private static final int LONGEST = 2_048;
  private static final int USUAL = 640;

  private final ReentrantLock lock = new ReentrantLock();
  private final EventLog log;
  private final List<EventSink> sinks;
  private final String run;
  private final String process;
  private final InstantSource clock;
  private final Supplier<Spent> spent;
  private final List<String> decided;
  private final Set<String> observed;
  private final boolean finished;
  private long seq;
  private long step = -1;
  private boolean diverged;

  Recorder(
      String run,
      String process,
      EventLog log,
      List<EventSink> sinks,
      InstantSource clock,
      Supplier<Spent> spent) {
    this.run = run;
    this.process = process;
    this.log = log;
    this.sinks = List.copyOf(sinks);
    this.clock = clock;
    this.spent = spent;
    var recorded = log.recorded();
    this.decided = recorded.decisions();
    this.observed = new HashSet<>(recorded.observations());
    this.seq = recorded.lastSeq();
    this.finished = recorded.finished();
  }

  long replayedThrough() {
    return seq;
  }

  /** A decision of the search; called in the search's logical order. */
  void decide(Event.Decision decision) {
    var body = Json.write(decision);
    var hash = ContentId.of(body);
    lock.lock();
    try {
      step++;
      int at = (int) step;
      boolean known = !diverged && at < decided.size();
      if (known && decided.get(at).equals(hash)) {
        tell(-1, true, decision);
        return;
      }
      boolean goesOnAfterItsEnd = finished && at == decided.size() - 1;
      if (known && !goesOnAfterItsEnd) {
        diverged = true;
        var divergence = new Event.Diverged(step, decided.get(at), hash);
        append(divergence, Json.write(divergence), "observation", "", false);
      }
      append(decision, body, "decision", ",\"bodyHash\":\"" + hash + "\"", false);
    } finally {
      lock.unlock();
    }
  }

  /** A decision that came from outside the search, so that a replay does not repeat it. */
  void intervene(Event.Decision decision) {
    lock.lock();
    try {
      append(decision, Json.write(decision), "decision", "", false);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Something that was seen.
   *
   * @param late whether the journal knew it already
   */
  void observe(Event.Observation observation, boolean late) {
    var key = observation.key();
    var body = new StringBuilder(USUAL);
    Json.write(observation, body);
    lock.lock();
    try {
      if (!key.isEmpty() && !observed.add(key)) {
        if (late) tell(-1, true, observation);
        return;
      }
      append(
          observation,
          body,
          "observation",
          key.isEmpty() ? "" : ",\"key\":" + Json.write(key),
          late);
    } finally {
      lock.unlock();
    }
  }

  private void append(Event event, CharSequence body, String kind, String extra, boolean late) {
    var now = clock.instant();
    var spentNow = spent.get();
    var line = new StringBuilder(body.length() + 400);
    line.append("{\"v\":1,\"run\":\"").append(run).append("\",\"seq\":").append(++seq);
    line.append(",\"type\":\"")
        .append(event.getClass().getSimpleName())
        .append("\",\"kind\":\"")
        .append(kind);
    line.append("\",\"step\":")
        .append(step)
        .append(",\"at\":\"")
        .append(now)
        .append("\",\"elapsedMs\":")
        .append(spentNow.active().toMillis());
    line.append(",\"process\":\"").append(process).append('"');
    if (late) line.append(",\"late\":true");
    line.append(extra).append(",\"spent\":");
    totals(spentNow, line);
    if (isLong(body)) {
      var text = body.toString();
      var hash = ContentId.full(text);
      log.blob(hash, text);
      line.append(",\"blob\":\"").append(hash).append("\"}");
    } else line.append(",\"body\":").append(body).append('}');
    log.append(line.toString());
    tell(seq, now, spentNow, false, event);
  }

  private static boolean isLong(CharSequence body) {
    return body.length() > LONGEST
        || body.length() > LONGEST / 3
            && body.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST;
  }

  private static void totals(Spent spent, StringBuilder line) {
    line.append("{\"rollouts\":").append(spent.rollouts());
    line.append(",\"calls\":").append(spent.calls());
    line.append(",\"inputTokens\":").append(spent.inputTokens());
    line.append(",\"cachedTokens\":").append(spent.cachedTokens());
    line.append(",\"outputTokens\":").append(spent.outputTokens());
    line.append(",\"usd\":").append(spent.usd());
    line.append(",\"unpriced\":").append(spent.unpricedCalls());
    line.append(",\"failedAttempts\":").append(spent.failedAttempts());
    line.append(",\"student\":").append(spent.studentCalls());
    line.append(",\"teacher\":").append(spent.teacherCalls());
    line.append(",\"judge\":").append(spent.judgeCalls()).append('}');
  }

  private void tell(long at, boolean replayed, Event event) {
    if (!sinks.isEmpty()) tell(at, clock.instant(), spent.get(), replayed, event);
  }

  private void tell(long at, Instant now, Spent spentNow, boolean replayed, Event event) {
    if (sinks.isEmpty()) return;
    var recorded = new EventSink.Recorded(at, step, now, spentNow, replayed, event);
    for (var sink : sinks) {
      try {
        sink.accept(recorded);
      } catch (RuntimeException e) {
        System.getLogger("dev.hone.engine")
            .log(
                System.Logger.Level.WARNING,
                "A listener failed on {0}: {1}",
                event.getClass().getSimpleName(),
                e.toString());
      }
    }
  }
}
