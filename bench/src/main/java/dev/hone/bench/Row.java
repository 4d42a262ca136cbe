package dev.hone.bench;

import dev.hone.core.Values;
import dev.hone.engine.Interval;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One method on one task with one model, over all seeds: a line of the table. Costs are means over
 * the seeds.
 *
 * @param base mean test score of the start
 * @param optimized mean test score of what was found; over several seeds its interval covers both
 *     seeds and examples
 * @param gain paired difference of the two
 * @param p two-sided, that there is no gain
 * @param corrected {@code p} with Holm's correction over all lines of the table
 * @param best seed's mean test score, the highest of them
 * @param worst seed's mean test score
 * @param usd empty when a price is unknown
 * @param seconds depend on the machine and on what was already known
 * @param promptCharacters of what was found
 * @param servingTokens of one rollout with what was found
 * @param servingUsd of one rollout; empty when a price is unknown
 * @param validation mean of what was found, flattered by selection
 * @param expected what selection leaves of it
 */
public record Row(
    String task,
    String student,
    String teacher,
    String method,
    String optimizer,
    Values options,
    List<Long> seeds,
    Interval base,
    Interval optimized,
    Interval gain,
    double p,
    double corrected,
    double best,
    double worst,
    double rollouts,
    double calls,
    double tokens,
    Optional<Double> usd,
    double seconds,
    double promptCharacters,
    double servingTokens,
    Optional<Double> servingUsd,
    double validation,
    double expected) {

  /** The level below which a corrected p-value counts. */
  public static final double LEVEL = 0.05;

  /**
   * @param cells of one method on one ground, one a seed
   */
  static Row of(List<Cell> cells) {
    var one = cells.getFirst();
    var before = cells.stream().map(c -> Cell.seen(c.before())).toList();
    var after = cells.stream().map(c -> Cell.seen(c.after())).toList();
    var gain = Repeated.difference(before, after);
    return new Row(
        one.task(),
        one.student(),
        one.teacher(),
        one.method(),
        one.optimizer(),
        one.options(),
        cells.stream().map(Cell::seed).toList(),
        Repeated.scores(before.subList(0, 1)).interval(),
        Repeated.scores(after).interval(),
        gain.interval(),
        gain.p(),
        gain.p(),
        cells.stream().mapToDouble(Cell::mean).max().orElse(0),
        cells.stream().mapToDouble(Cell::mean).min().orElse(0),
        mean(cells, c -> c.spent().rollouts()),
        mean(cells, c -> c.spent().calls()),
        mean(cells, c -> c.spent().tokens()),
        sum(cells.stream().map(c -> c.spent().usd()).toList()).map(s -> s / cells.size()),
        mean(cells, Cell::seconds),
        mean(cells, Cell::promptCharacters),
        mean(cells, c -> c.servingAfter().tokens()),
        sum(cells.stream().map(c -> c.servingAfter().usd()).toList()).map(s -> s / cells.size()),
        mean(cells, c -> c.validationAfter().mean()),
        mean(cells, Cell::expected));
  }

  Row withCorrected(double next) {
    return new Row(
        task,
        student,
        teacher,
        method,
        optimizer,
        options,
        seeds,
        base,
        optimized,
        gain,
        p,
        next,
        best,
        worst,
        rollouts,
        calls,
        tokens,
        usd,
        seconds,
        promptCharacters,
        servingTokens,
        servingUsd,
        validation,
        expected);
  }

  /** Task and model, under which lines stand together. */
  String ground() {
    return task + " · " + student;
  }

  /** Whether a gain may be claimed: interval above zero, also among so many comparisons. */
  public boolean improved() {
    return gain.low() > 0 && corrected <= LEVEL;
  }

  /** Whether a loss must be admitted. */
  public boolean worse() {
    return gain.high() < 0 && corrected <= LEVEL;
  }

  private static double mean(List<Cell> cells, ToDoubleFunction<Cell> figure) {
    return cells.stream().mapToDouble(figure).average().orElse(0);
  }

  /** Unknown as soon as one is. */
  static Optional<Double> sum(List<Optional<Double>> amounts) {
    if (amounts.stream().anyMatch(Optional::isEmpty)) return Optional.empty();
    return Optional.of(amounts.stream().mapToDouble(a -> a.orElse(0.0)).sum());
  }
}
