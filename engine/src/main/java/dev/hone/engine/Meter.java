package dev.hone.engine;

import dev.hone.core.Completion;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Counts what is spent and refuses what would pass a limit. A call reserves its upper estimate
 * first; when that fits only after calls in flight have settled for less, it waits for them.
 */
final class Meter {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  private final Map<Role, long[]> calls = new EnumMap<>(Role.class);
  private final Supplier<Duration> active;
  private Budget budget;
  private long rollouts;
  private long exempt;
  private long cachedCalls;
  private long inputTokens;
  private long cachedTokens;
  private long outputTokens;
  private double usd;
  private long unpriced;
  private long failedAttempts;
  private long programCalls;
  private long programRollouts;
  private int inFlight;
  private long reservedTokens;
  private double reservedUsd;

  Meter(Budget budget, Supplier<Duration> active) {
    this.budget = budget;
    this.active = active;
    for (var role : Role.values()) calls.put(role, new long[1]);
  }

  /** What one call may cost at most. */
  record Reservation(long tokens, double usd) {}

  /** Counts a batch of rollouts, or refuses it whole. */
  void admitRollouts(int n, boolean counted, int callsPerRollout) {
    lock.lock();
    try {
      if (counted && rollouts + n > budget.rollouts())
        throw refused(counted(budget.rollouts(), "rollout"), counted(n, "more rollout"));
      admitCallsLocked(
          n
              * (long)
                  Math.ceil(
                      programRollouts == 0
                          ? callsPerRollout
                          : programCalls / (double) programRollouts));
      if (counted) rollouts += n;
      else exempt += n;
    } finally {
      lock.unlock();
    }
  }

  /** Checks that {@code n} calls fit, without counting them. */
  void admitCalls(int n) {
    lock.lock();
    try {
      admitCallsLocked(n);
    } finally {
      lock.unlock();
    }
  }

  private void admitCallsLocked(long n) {
    if (totalCalls() + n > budget.calls())
      throw refused(counted(budget.calls(), "call"), counted(n, "more call"));
    if (inputTokens + outputTokens >= budget.tokens() && n > 0)
      throw refused(counted(budget.tokens(), "token"), "more");
    if (usd >= budget.usd() && n > 0) throw refused("$" + budget.usd(), "more");
  }

  /** Sets the upper estimate of one call aside. */
  Reservation reserve(long tokens, double dollars) {
    lock.lock();
    try {
      while (true) {
        boolean callFits = totalCalls() + inFlight + 1 <= budget.calls();
        boolean tokensFit = inputTokens + outputTokens + reservedTokens + tokens <= budget.tokens();
        boolean usdFits = usd + reservedUsd + dollars <= budget.usd();
        if (callFits && tokensFit && usdFits) break;
        if (inFlight == 0)
          throw refused(
              !callFits
                  ? counted(budget.calls(), "call")
                  : !tokensFit ? counted(budget.tokens(), "token") : "$" + budget.usd(),
              "one more call");
        settled.awaitUninterruptibly();
      }
      inFlight++;
      reservedTokens += tokens;
      reservedUsd += dollars;
      return new Reservation(tokens, dollars);
    } finally {
      lock.unlock();
    }
  }

  /** Replaces a reservation by what the call really cost; a call that failed cost nothing. */
  void settle(Reservation reservation, Role role, Completion completion) {
    lock.lock();
    try {
      release(reservation);
      charge(role, completion);
    } finally {
      lock.unlock();
    }
  }

  void cancel(Reservation reservation) {
    lock.lock();
    try {
      release(reservation);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts an answer that needed no reservation: known in this run, or paid by an earlier process
   * of it.
   */
  void charge(Role role, Completion completion) {
    lock.lock();
    try {
      if (role == Role.STUDENT) programCalls++;
      if (completion.source() == Completion.Source.CACHED) {
        cachedCalls++;
        return;
      }
      calls.getOrDefault(role, new long[1])[0]++;
      inputTokens += completion.usage().input();
      cachedTokens += completion.usage().cached();
      outputTokens += completion.usage().output();
      if (completion.usd().isPresent()) usd += completion.usd().getAsDouble();
      else unpriced++;
    } finally {
      lock.unlock();
    }
  }

  /** Attempts brought nothing: shown, and part of no limit. */
  void troubled(int attempts) {
    lock.lock();
    try {
      failedAttempts += attempts;
    } finally {
      lock.unlock();
    }
  }

  /** A rollout ended: teaches how many calls one takes. */
  void rolledOut() {
    lock.lock();
    try {
      programRollouts++;
    } finally {
      lock.unlock();
    }
  }

  void extend(Budget next) {
    lock.lock();
    try {
      budget = next;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Budget budget() {
    lock.lock();
    try {
      return budget;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a limit is set that each call takes its part of. */
  boolean limitsCalls() {
    var limits = budget();
    return limits.calls() != Long.MAX_VALUE
        || limits.tokens() != Long.MAX_VALUE
        || limits.limitsUsd();
  }

  boolean timeIsUp() {
    return active.get().compareTo(budget().time()) >= 0;
  }

  /** Whether one more rollout with one call could be admitted. */
  boolean hasBudget() {
    lock.lock();
    try {
      return rollouts < budget.rollouts()
          && totalCalls() < budget.calls()
          && inputTokens + outputTokens < budget.tokens()
          && usd < budget.usd();
    } finally {
      lock.unlock();
    }
  }

  Budget remaining() {
    lock.lock();
    try {
      var time = budget.time().minus(active.get());
      return new Budget(
          left(budget.rollouts(), rollouts),
          left(budget.calls(), totalCalls()),
          left(budget.tokens(), inputTokens + outputTokens),
          Math.max(0, budget.usd() - usd),
          time.isNegative() ? Duration.ZERO : time);
    } finally {
      lock.unlock();
    }
  }

  Spent spent() {
    lock.lock();
    try {
      return new Spent(
          rollouts + exempt,
          of(Role.STUDENT),
          of(Role.TEACHER),
          of(Role.JUDGE),
          cachedCalls,
          inputTokens,
          cachedTokens,
          outputTokens,
          usd,
          unpriced,
          failedAttempts,
          active.get());
    } finally {
      lock.unlock();
    }
  }

  int inFlight() {
    lock.lock();
    try {
      return inFlight;
    } finally {
      lock.unlock();
    }
  }

  private static long left(long limit, long used) {
    return limit == Long.MAX_VALUE ? limit : Math.max(0, limit - used);
  }

  private void release(Reservation reservation) {
    inFlight--;
    reservedTokens -= reservation.tokens();
    reservedUsd -= reservation.usd();
    settled.signalAll();
  }

  private long totalCalls() {
    return of(Role.STUDENT) + of(Role.TEACHER) + of(Role.JUDGE);
  }

  private long of(Role role) {
    return calls.getOrDefault(role, new long[1])[0];
  }

  private static String counted(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  private static BudgetExhausted refused(String limit, String wish) {
    return new BudgetExhausted(
        StopReason.BUDGET, "The budget of %s does not admit %s.".formatted(limit, wish));
  }
}
