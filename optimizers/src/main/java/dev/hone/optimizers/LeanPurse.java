package dev.hone.optimizers;

import dev.hone.engine.Budget;
import dev.hone.engine.Study;

/**
 * What a lean search may still spend, when the last look at validation has been set aside. Limits
 * on calls, tokens and dollars are turned into rollouts by what a rollout has cost so far.
 */
final class LeanPurse {
  private static final double MARGIN = 1.25;
  private static final long YEARS = 1_000;

  private final Study study;
  private final Ledger ledger;
  private final Budget start;
  private final int finalists;
  private long asked;

  LeanPurse(Study study, Ledger ledger, int finalists) {
    this.study = study;
    this.ledger = ledger;
    this.start = study.remaining();
    long validation = study.validation().size();
    long free = rollouts() - (seedMeasured() ? 0 : validation);
    int fitting = (int) Math.min(finalists, Math.max(1, free / (2 * validation)));
    this.finalists = fitting;
  }

  int finalists() {
    return finalists;
  }

  /** Rollouts, by all limits, before anything is set aside. */
  private long rollouts() {
    var left = study.remaining();
    double spent = Math.max(1, ledger.runs());
    double most = left.rollouts();
    int slots = study.predictors().size();
    if (left.calls() != Long.MAX_VALUE)
      most = Math.min(most, left.calls() / Math.max(slots, (start.calls() - left.calls()) / spent));
    if (left.tokens() != Long.MAX_VALUE && start.tokens() > left.tokens())
      most = Math.min(most, left.tokens() / ((start.tokens() - left.tokens()) / spent) / MARGIN);
    if (left.limitsUsd() && start.usd() > left.usd())
      most = Math.min(most, left.usd() / ((start.usd() - left.usd()) / spent) / MARGIN);
    return (long) most;
  }

  private boolean seedMeasured() {
    return !study.bestEvaluation().rollouts().isEmpty();
  }

  /** Whether a limit may end the run before its last look at validation. */
  boolean uncertain() {
    var left = study.remaining();
    return left.calls() != Long.MAX_VALUE
        || left.tokens() != Long.MAX_VALUE
        || left.limitsUsd()
        || left.time().toDays() < YEARS;
  }

  /** How many rollouts of a search may still be run. */
  long free() {
    long aside = (long) study.validation().size() * (finalists + (seedMeasured() ? 0 : 1));
    return Math.max(0, rollouts() - aside);
  }

  /** Rollouts that are left when the seed and one more prompt are measured on validation. */
  long spare() {
    return Math.max(0, rollouts() - study.validation().size() * (seedMeasured() ? 1L : 2L));
  }

  /** At most so many of {@code wanted} rollouts. */
  int clip(int wanted) {
    return (int) Math.min(wanted, free());
  }

  /** Whether validation can be measured once more. */
  boolean admitsValidation() {
    return study.remaining().rollouts() >= study.validation().size() && study.hasBudget();
  }

  void asked(int questions) {
    asked += questions;
  }

  /** What was spent so far, in rollouts, when a question to the teacher costs as much as said. */
  double spent(double question) {
    return ledger.runs() + question * asked;
  }
}
