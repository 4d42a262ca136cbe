package dev.hone.cli;

import dev.hone.engine.Interval;
import dev.hone.engine.Population;
import dev.hone.engine.RunResult;
import java.util.Optional;

/**
 * What a run may honestly claim.
 *
 * @param difference optimized minus baseline on the validation examples
 * @param test optimized minus baseline on the held-out test
 * @param testWasPlanned whether there are test examples, measured or not
 * @param byChance how likely the best of as many candidates leads by as much on validation although
 *     none is better; 1 where nothing depends on it
 */
record Verdict(
    boolean changed,
    Interval difference,
    Optional<Interval> test,
    boolean testWasPlanned,
    double byChance) {

  /**
   * @param population among which the best was chosen
   */
  static Verdict of(
      boolean changed,
      Interval difference,
      Optional<Interval> test,
      boolean testWasPlanned,
      Population population) {
    boolean asks = changed && test.isEmpty() && difference.low() > 0;
    return new Verdict(
        changed, difference, test, testWasPlanned, asks ? population.leadByChance() : 1);
  }

  /** Whether the evidence says better, and not by chance. */
  boolean improved() {
    return changed && test.orElse(difference).low() > 0 && (test.isPresent() || !isLuckOfMany());
  }

  private boolean isLuckOfMany() {
    return byChance > RunResult.MOST_BY_CHANCE;
  }

  /** In two or three words. */
  String headline() {
    if (!changed) return "No improvement";
    var measured = test.orElse(difference);
    if (measured.high() < 0) return "Worse on the test";
    if (!improved()) return "No certain improvement";
    return test.isPresent() ? "Improved" : "Improved on validation";
  }

  /** One or two sentences that claim no more than was measured. */
  String sentence() {
    if (!changed)
      return "Nothing that was tried scored higher than what you started with, so the seed prompts stay.";
    if (test.isEmpty() && testWasPlanned)
      return "The test examples were not measured, because the run stopped before; the gain is that on the examples that also chose the winner.";
    if (test.isEmpty() && difference.low() > 0 && isLuckOfMany())
      return "The best candidate leads on validation, but among as many as were tried one leads by as much in %s of searches that find nothing. Add a test split, or more validation examples, to tell."
          .formatted(Figures.percent(byChance));
    if (test.isEmpty())
      return difference.low() > 0
          ? "The gain was measured on the examples that also chose the winner, so expect a little less; add a test split for an honest number."
          : "The best candidate leads on validation, but the difference may be chance: its interval includes zero. More validation examples would tell.";
    var measured = test.get();
    if (measured.low() > 0)
      return "On %d examples that the search never saw, the optimized prompts score %s higher (95 %% interval %s to %s)."
          .formatted(
              measured.n(),
              Figures.points(measured.mean()).replace("+", ""),
              Figures.signed(measured.low()),
              Figures.signed(measured.high()));
    if (measured.high() < 0)
      return "On %d held-out examples the optimized prompts score lower than the seed (%s). Keep the seed."
          .formatted(measured.n(), Figures.difference(measured));
    return "On %d held-out examples the difference is %s: zero is inside the interval, so this may be chance."
        .formatted(measured.n(), Figures.difference(measured));
  }
}
