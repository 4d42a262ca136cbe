package dev.hone.engine;

import java.time.Duration;

/**
 * What a run has spent so far.
 *
 * @param cachedCalls answers that were known and cost nothing; not part of the other counts
 * @param usd of the calls whose price is known
 * @param unpricedCalls calls whose price is unknown
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
    Duration active) {

  public long calls() {
    return studentCalls + teacherCalls + judgeCalls;
  }

  public long tokens() {
    return inputTokens + outputTokens;
  }
}
