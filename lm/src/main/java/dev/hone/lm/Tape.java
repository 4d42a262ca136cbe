package dev.hone.lm;

import dev.hone.core.Request;
import dev.hone.core.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all threads of one rollout write to. */
final class Tape {
  /** A branch counts from a multiple of this, so that branches asking the same differ. */
  private static final int BRANCH = 1_000;

  private static final int BRANCHES = 1_000_000;

  private final long start = System.nanoTime();
  private final List<Reading> readings = new ArrayList<>();
  private final Map<Asked, Integer> asked = new HashMap<>();
  private @Nullable Throwable failure;
  private boolean ended;
  private int calls;

  private record Asked(String branch, Request request) {}

  long millis() {
    return (System.nanoTime() - start) / 1_000_000;
  }

  /** Sends the request under the number of its asking. */
  RolloutSession.Answer ask(
      Request request, String branch, Function<Request, RolloutSession.Answer> send) {
    try {
      return send.apply(numbered(request, branch));
    } catch (RuntimeException | Error e) {
      remember(e);
      throw e;
    }
  }

  private synchronized Request numbered(Request request, String branch) {
    check();
    calls++;
    int before = asked.merge(new Asked(branch, request), 1, Integer::sum) - 1;
    int first = branch.isEmpty() ? 0 : BRANCH * (1 + Math.floorMod(branch.hashCode(), BRANCHES));
    return first + before == 0 ? request : request.withSample(request.sample() + first + before);
  }

  synchronized void remember(Throwable trouble) {
    if (failure == null) failure = trouble;
  }

  synchronized Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Throws what was remembered. */
  synchronized void check() {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
    if (ended)
      throw new IllegalStateException(
          "The rollout has ended; its session takes no more calls. Wait for all threads of the program before it returns.");
  }

  synchronized void end() {
    ended = true;
  }

  synchronized int calls() {
    return calls;
  }

  synchronized void add(Trace.Step step, List<?> reads) {
    readings.add(new Reading(step, reads));
  }

  synchronized Trace trace() {
    return new Trace(Reading.linked(readings));
  }
}
