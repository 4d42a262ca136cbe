package dev.hone.lm;

import java.time.Duration;
import java.util.ArrayDeque;

/** What was sent in the last 60 seconds. Safe for use by many threads. */
final class RateWindow {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final long requests;
  private final long tokens;
  private final ArrayDeque<Place> sent = new ArrayDeque<>();
  private long reserved;

  RateWindow(long requests, long tokens) {
    this.requests = requests;
    this.tokens = tokens;
  }

  /** A call in the window, or, with a wait, one that does not fit yet. */
  static final class Place {
    private final long at;
    private final long waitNanos;
    private long tokens;
    private boolean left;

    private Place(long at, long waitNanos, long tokens) {
      this.at = at;
      this.waitNanos = waitNanos;
      this.tokens = tokens;
    }

    long waitNanos() {
      return waitNanos;
    }
  }

  boolean countsTokens() {
    return tokens != Long.MAX_VALUE;
  }

  /** Takes a place, or says how long the oldest one still stands in the way. */
  synchronized Place enter(long now, long estimate) {
    while (!sent.isEmpty() && now - sent.getFirst().at >= MINUTE) {
      var gone = sent.removeFirst();
      gone.left = true;
      reserved -= gone.tokens;
    }
    boolean fits = sent.size() < requests && (sent.isEmpty() || reserved + estimate <= tokens);
    if (!fits) return new Place(now, sent.getFirst().at + MINUTE - now, 0);
    var place = new Place(now, 0, estimate);
    sent.addLast(place);
    reserved += estimate;
    return place;
  }

  /** Replaces the estimate of a place by what was used. */
  synchronized void settle(Place place, long used) {
    if (!place.left) reserved += used - place.tokens;
    place.tokens = used;
  }
}
