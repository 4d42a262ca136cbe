package dev.hone.lm;

import dev.hone.core.Completion;
import java.util.concurrent.TimeUnit;

/** Adds waiting time to an answer. */
final class Queued {
  private Queued() {}

  static Completion add(Completion completion, long nanos) {
    long ms = TimeUnit.NANOSECONDS.toMillis(nanos);
    if (ms <= 0) return completion;
    var t = completion.timing();
    return completion.withTiming(
        new Completion.Timing(t.attempts(), t.queueMs() + ms, t.latencyMs(), t.firstTokenMs()));
  }
}
