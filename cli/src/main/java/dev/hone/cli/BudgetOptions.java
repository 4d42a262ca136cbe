package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.engine.Budget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Limits on the command line; each goes over the task file's. */
final class BudgetOptions {
  @Option(
      names = "--budget-rollouts",
      paramLabel = "N",
      description = "At most so many rollouts in the search.")
  @Nullable Long rollouts;

  @Option(
      names = "--budget-calls",
      paramLabel = "N",
      description = "At most so many model calls in all.")
  @Nullable Long calls;

  @Option(
      names = "--budget-tokens",
      paramLabel = "N",
      description = "At most so many tokens, in and out.")
  @Nullable Long tokens;

  @Option(names = "--budget-usd", paramLabel = "X", description = "At most so many US dollars.")
  @Nullable Double usd;

  @Option(
      names = "--budget-time",
      paramLabel = "TIME",
      description = "At most so long, for example 5m or PT5M.")
  @Nullable String time;

  /** {@code base} with the limits that were given. */
  Budget over(Budget base) {
    var budget = base;
    if (rollouts != null) budget = budget.withRollouts(positive("--budget-rollouts", rollouts));
    if (calls != null) budget = budget.withCalls(positive("--budget-calls", calls));
    if (tokens != null) budget = budget.withTokens(positive("--budget-tokens", tokens));
    if (usd != null) {
      if (!(usd >= 0))
        throw new BadInput("--budget-usd is %s. Write an amount such as 2.5.".formatted(usd));
      budget = budget.withUsd(usd);
    }
    var limit = TaskOptions.duration("--budget-time", time);
    return limit.isPresent() ? budget.withTime(limit.get()) : budget;
  }

  private static long positive(String option, long value) {
    if (value >= 0) return value;
    throw new BadInput("%s is %d. Write a number from 0 on.".formatted(option, value));
  }
}
