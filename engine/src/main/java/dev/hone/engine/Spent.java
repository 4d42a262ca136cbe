package dev.hone.engine;

import java.time.Duration;

/**
 * What a run has spent so far.
 *
 * @param cachedCalls answers that were known and cost nothing; not part of the other counts
 * @param usd of the calls whose price is known
 * @param unpricedCalls calls whose price is unknown
 * @param failedAttempts attempts that brought no answer that could be used, and were made again or
 *     given up; part of no other count and of no budget, though a provider may bill some of them
 * @param active time in which the run was being worked on, over all its processes
 */
public record Spent(
    long rollouts,
    long studentCalls,
    long teacherCalls,
    long judgeCalls,
    long cachedCalls,
    long inputTokens,
    long cachedTokens,
    long outputTokens,
    double usd,
    long unpricedCalls,
    long failedAttempts,
    Duration active) {
  public static final Spent NOTHING = new Spent(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO);

  public long calls() {
    return studentCalls + teacherCalls + judgeCalls;
  }

  public long tokens() {
    return inputTokens + outputTokens;
  }

  /** Both together. */
  public Spent plus(Spent other) {
    return new Spent(
        rollouts + other.rollouts,
        studentCalls + other.studentCalls,
        teacherCalls + other.teacherCalls,
        judgeCalls + other.judgeCalls,
        cachedCalls + other.cachedCalls,
        inputTokens + other.inputTokens,
        cachedTokens + other.cachedTokens,
        outputTokens + other.outputTokens,
        usd + other.usd,
        unpricedCalls + other.unpricedCalls,
        failedAttempts + other.failedAttempts,
        active.plus(other.active));
  }

  /**
   * What of a budget is left after this. Rollouts stay as they are, since they count the search
   * alone.
   */
  public Budget leftOf(Budget budget) {
    var time = budget.time().minus(active);
    return new Budget(
        budget.rollouts(),
        budget.calls() == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, budget.calls() - calls()),
        budget.tokens() == Long.MAX_VALUE
            ? Long.MAX_VALUE
            : Math.max(0, budget.tokens() - tokens()),
        Math.max(0, budget.usd() - usd),
        budget.limits().containsKey("time")
            ? (time.isNegative() ? Duration.ZERO : time)
            : budget.time());
  }
}
