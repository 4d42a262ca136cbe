package dev.hone.engine;

import dev.hone.core.Candidate;

/**
 * One search strategy: a record whose components are its options, with a constructor without
 * arguments for the defaults of its source. Found by {@link java.util.ServiceLoader}.
 *
 * <p>All effects go through the {@link Study}. An optimizer never catches {@link BudgetExhausted},
 * sees no thread, clock or file, and draws random numbers only from {@link Study#random()}.
 */
public interface Optimizer {

  /** Returns the candidate to ship; usually {@link Study#best()}. */
  Candidate optimize(Study study);

  /**
   * What a whole run costs on a task of this shape. A method whose own limit gives way to that of
   * the run goes by the limit that the shape names; for all others the engine stops at it.
   */
  Plan plan(Plan.Shape shape);

  /**
   * Whether the engine measures the seed on validation before the search, so that every way the run
   * may end has something to compare with. A method that answers false measures the seed itself,
   * first of all whole-validation measurements, and keeps the rollouts for it; the engine still
   * measures first when the budget limits anything but rollouts.
   */
  default boolean seedMeasuredFirst() {
    return true;
  }

  /**
   * What the search starts from and is compared with, when that is not what the run was given; the
   * engine asks once, before anything is measured. A start that differs is recorded as a proposal.
   */
  default Candidate start(Study study) {
    return study.seed();
  }

  /** Raised when the same journal would lead to other decisions than before. */
  default int version() {
    return 1;
  }

  /**
   * The name on the command line: the class name with dashes, for example {@code
   * bootstrap-few-shot}.
   */
  default String name() {
    return Optimizers.nameOf(getClass());
  }
}
