package dev.hone.engine;

import dev.hone.core.Candidate;
import java.util.List;
import java.util.Optional;

/**
 * What came of a run.
 *
 * @param best never worse than the seed on the validation examples
 * @param baseline the seed's validation score
 * @param optimized the best candidate's validation score; flattered by the selection, unlike {@code
 *     test}
 * @param difference best against seed on the same validation examples
 * @param test the same two on examples that no optimizer saw; empty without a test split, or when
 *     the budget did not admit it
 * @param candidates every candidate measured on the whole validation set, in order
 * @param population all that was tried: lineage, Pareto front, winners on each validation example
 * @param sentence the stop reason in words
 */
public record RunResult(
    Candidate seed,
    Candidate best,
    Interval baseline,
    Interval optimized,
    Comparison difference,
    Optional<TestResult> test,
    List<Measured> candidates,
    Population population,
    Spent spent,
    StopReason stopReason,
    String sentence) {
  /** The largest {@link Population#leadByChance} with which a gain on validation is claimed. */
  public static final double MOST_BY_CHANCE = 0.05;

  public RunResult {
    candidates = List.copyOf(candidates);
  }

  /** The same with another account of what it cost. */
  public RunResult withSpent(Spent next) {
    return new RunResult(
        seed,
        best,
        baseline,
        optimized,
        difference,
        test,
        candidates,
        population,
        next,
        stopReason,
        sentence);
  }

  /** A candidate and its validation score. */
  public record Measured(Candidate candidate, Interval validation) {}

  /** Seed and best on the test examples. */
  public record TestResult(Interval baseline, Interval optimized, Comparison difference) {}

  /**
   * Whether an improvement may be claimed: the test's whole interval lies above zero; without a
   * test, that on validation does, and the best of as many candidates would not lead by as much in
   * one of twenty searches among none that are better.
   */
  public boolean improved() {
    return test.map(t -> t.difference().improved())
        .orElseGet(() -> difference.improved() && population.leadByChance() <= MOST_BY_CHANCE);
  }
}
