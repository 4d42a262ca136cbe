package dev.hone.optimizers;

import dev.hone.engine.Plan;
import dev.hone.engine.Study;

/** How many rollouts a GEPA search may ask for. */
final class GepaBudget {
  private static final int BATCH = 35;
  private static final int BETWEEN_PASSES = 5;

  /** Share of rewritings that were measured on validation, in simulated worlds. */
  private static final double ACCEPTED = 1 / 3.0;

  private static final int FEW = 3;

  private GepaBudget() {}

  /** The options' own limit; the automatic one when they have none. */
  static long limit(Gepa options, int train, int validation, int slots) {
    if (options.maxMetricCalls() > 0) return options.maxMetricCalls();
    if (options.maxFullEvals() > 0) return (long) options.maxFullEvals() * (train + validation);
    return automatic(options.auto(), validation, slots);
  }

  /** The same, but nothing where the run itself has a limit. */
  static long limit(Gepa options, Study study) {
    return givesWay(options, study.remaining().rollouts())
        ? Long.MAX_VALUE
        : limit(
            options, study.train().size(), study.validation().size(), study.predictors().size());
  }

  /** What a whole run may spend. */
  static long limit(Gepa options, Plan.Shape shape) {
    long rollouts = shape.rollouts();
    return givesWay(options, rollouts)
        ? rollouts
        : Math.min(rollouts, limit(options, shape.train(), shape.validation(), shape.slots()));
  }

  /** Whether the automatic limit makes room for the run's own. */
  private static boolean givesWay(Gepa options, long rollouts) {
    return options.maxMetricCalls() == 0
        && options.maxFullEvals() == 0
        && rollouts != Long.MAX_VALUE;
  }

  /**
   * What a round can cost whose child is measured on validation.
   *
   * @param shared whether all training examples are validation examples too, so that the parent is
   *     known on them and a child's minibatch is part of its validation
   */
  static long round(Gepa options, int train, int validation, boolean shared) {
    long batch = Math.min(options.minibatch(), train);
    long drawn = (long) options.parents() * options.proposalsPerParent() * batch;
    return validation + drawn + (shared ? -batch : drawn);
  }

  /** What a run comes to when a third of its rewritings is measured on validation. */
  static Plan.Likely likely(Gepa options, Plan.Shape shape) {
    long limit = limit(options, shape);
    long validation = shape.validation();
    boolean shared = shape.shared() >= shape.train();
    long batch = Math.min(options.minibatch(), shape.train());
    long tasks = (long) options.parents() * options.proposalsPerParent();
    double cost =
        tasks
            * (shared
                ? batch + ACCEPTED * (validation - batch)
                : 2 * batch + ACCEPTED * validation);
    long rounds = Math.max(0, Math.round((limit - validation) / cost));
    if (options.maxProposals() > 0) rounds = Math.min(rounds, options.maxProposals());
    boolean all = options.componentSelection() != Gepa.ComponentSelection.ROUND_ROBIN;
    long questions =
        tasks * options.reflector().questions(options.minibatch()) * (all ? shape.slots() : 1);
    return new Plan.Likely(
        Math.clamp(validation + Math.round(rounds * cost), validation, Math.max(validation, limit)),
        rounds * questions,
        remark(limit, validation, round(options, shape.train(), shape.validation(), shared)));
  }

  private static String remark(long limit, long validation, long round) {
    long needed = validation + FEW * round;
    return limit >= needed
        ? ""
        : "gepa has hardly room for %d rounds: of %d rollouts the first prompt takes %d, and each round whose rewriting is kept up to %d. Allow %d rollouts, or validate on fewer examples."
            .formatted(FEW, limit, validation, round, needed);
  }

  /**
   * The source's formula, which is that of another optimizer: trials, batches of 35, and a pass
   * over validation after every five.
   */
  static long automatic(Gepa.Auto auto, int validation, int slots) {
    int n = auto.candidates();
    double log = Math.log(n) / Math.log(2);
    long trials = (long) Math.max(2 * (2 * slots) * log, 1.5 * n);
    long passes = (trials + 1) / BETWEEN_PASSES + 1 + (trials < BETWEEN_PASSES ? 1 : 0);
    return validation + 5L * n + BATCH * trials + passes * validation;
  }
}
