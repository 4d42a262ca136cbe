package dev.hone.optimizers;

import dev.hone.engine.Study;

/** How many rollouts a GEPA search may ask for. */
final class GepaBudget {
  private static final int BATCH = 35;
  private static final int BETWEEN_PASSES = 5;

  private GepaBudget() {}

  /** The options' own limit; the automatic one when they have none. */
  static long limit(Gepa options, int train, int validation, int slots) {
    if (options.maxMetricCalls() > 0) return options.maxMetricCalls();
    if (options.maxFullEvals() > 0) return (long) options.maxFullEvals() * (train + validation);
    return automatic(options.auto(), validation, slots);
  }

  /** The same, but nothing where the run itself has a limit. */
  static long limit(Gepa options, Study study) {
    boolean own = options.maxMetricCalls() > 0 || options.maxFullEvals() > 0;
    return own || study.remaining().rollouts() == Long.MAX_VALUE
        ? limit(options, study.train().size(), study.validation().size(), study.predictors().size())
        : Long.MAX_VALUE;
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
