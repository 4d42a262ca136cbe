package dev.hone.bench;

import dev.hone.core.Candidate;
import dev.hone.core.ContentId;
import dev.hone.core.Demo;
import dev.hone.core.Example;
import dev.hone.core.Prompt;
import dev.hone.core.Values;
import dev.hone.engine.Books;
import dev.hone.engine.Budget;
import dev.hone.engine.Control;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.EventSink;
import dev.hone.engine.Rollout;
import dev.hone.engine.Run;
import dev.hone.engine.RunResult;
import dev.hone.engine.Spent;
import dev.hone.engine.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The work on one cell: the search within its budget, then start and find on the test. */
record CellRun(Contest.Pairing pairing, Budget budget, Control control, Progress progress) {

  /** Told of the best validation mean whenever there is a better one. */
  @FunctionalInterface
  interface Progress {
    void at(long rollouts, double score);
  }

  /**
   * @param cell absent when the cell could not be finished
   * @param trouble why not
   */
  record Outcome(Contest.Pairing pairing, @Nullable Cell cell, boolean readBack, String trouble) {}

  Outcome measure(Books books) {
    var ground = pairing.ground();
    var curve = new Curve(progress);
    var result =
        Run.of(ground.searched(), ground.roles())
            .withBudget(budget)
            .withParallel(ground.record().parallel())
            .withSeed(pairing.seed())
            .withControl(control)
            .withBooks(books.withListener(curve))
            .optimize(pairing.contender().optimizer());
    boolean unfinished =
        result.stopReason() == StopReason.CANCELLED
            || result.stopReason() == StopReason.FAILED
            || result.baseline().n() == 0;
    if (unfinished) return without(result.sentence());
    var before = test(result.seed());
    if (before.failure().isPresent()) return without(before.failure().get());
    var after = result.best().equals(result.seed()) ? before : test(result.best());
    if (after.failure().isPresent()) return without(after.failure().get());
    return new Outcome(pairing, cell(result, curve, before, after), false, "");
  }

  /** Outside the budget, and from the shared answers where another cell has asked already. */
  private Run.Measurement test(Candidate candidate) {
    var ground = pairing.ground();
    return Run.of(ground.task(), ground.roles())
        .withParallel(ground.record().parallel())
        .withControl(control)
        .evaluate(candidate, ground.task().test());
  }

  private Outcome without(String trouble) {
    return new Outcome(pairing, null, false, trouble);
  }

  private Cell cell(RunResult result, Curve curve, Run.Measurement before, Run.Measurement after) {
    var ground = pairing.ground();
    var contender = pairing.contender();
    var spent = result.spent();
    return new Cell(
        ground.name(),
        ground.student(),
        ground.teacher(),
        contender.label(),
        contender.optimizer().name(),
        contender.options(),
        pairing.seed(),
        Values.of(budget.limits()),
        ContentId.of(ground.task().test().stream().map(Example::id).toList().toString()),
        scores(before.evaluation()),
        scores(after.evaluation()),
        result.baseline(),
        result.optimized(),
        curve.expected(),
        curve.points(),
        new Cell.Spending(
            spent.rollouts(),
            spent.studentCalls(),
            spent.teacherCalls(),
            spent.judgeCalls(),
            spent.inputTokens(),
            spent.outputTokens(),
            usd(spent, spent.usd())),
        spent.active().toMillis() / 1000.0,
        serving(before),
        serving(after),
        characters(result.best()),
        result.candidates().size(),
        result.stopReason().name().toLowerCase(Locale.ROOT),
        result.sentence(),
        Values.of(result.best().toJson()));
  }

  private static List<Double> scores(Evaluation evaluation) {
    return evaluation.rollouts().stream()
        .map(r -> r.status() == Rollout.Status.MISSING ? Cell.UNSEEN : r.score())
        .toList();
  }

  private static Cell.Serving serving(Run.Measurement measurement) {
    var spent = measurement.spent();
    double n = measurement.evaluation().rollouts().size();
    return new Cell.Serving(
        spent.inputTokens() / n, spent.outputTokens() / n, usd(spent, spent.usd() / n));
  }

  /** Whole billionths: sums of floating-point numbers depend on their order. */
  private static Optional<Double> usd(Spent spent, double amount) {
    return spent.unpricedCalls() > 0
        ? Optional.empty()
        : Optional.of(Math.rint(amount * 1e9) / 1e9);
  }

  private static int characters(Candidate candidate) {
    return candidate.slots().values().stream().mapToInt(CellRun::characters).sum();
  }

  private static int characters(Prompt prompt) {
    int characters = prompt.instructions().text().length();
    for (var text : prompt.descriptions().values()) characters += text.length();
    int demos = prompt.demos().size();
    int shown = Math.min(demos, prompt.nearest().orElse(demos));
    return demos == 0
        ? characters
        : characters + (int) ((long) characters(prompt.demos()) * shown / demos);
  }

  private static int characters(List<Demo> demos) {
    int characters = 0;
    for (var demo : demos)
      characters +=
          switch (demo) {
            case Demo.Solved solved ->
                solved.input().text().length() + solved.output().text().length();
            case Demo.Turns turns ->
                turns.messages().stream().mapToInt(m -> m.text().length()).sum();
          };
    return characters;
  }

  /** Follows the best validation mean over the rollouts spent. */
  private static final class Curve implements EventSink {
    private final List<Cell.Point> points = new ArrayList<>();
    private final Progress progress;
    private double best = -1;
    private double expected;

    Curve(Progress progress) {
      this.progress = progress;
    }

    @Override
    public synchronized void accept(Recorded recorded) {
      switch (recorded.event()) {
        case Event.EvaluationFinished e when full(e) -> measured(recorded, e.mean());
        case Event.BestChanged e -> expected = e.expectedAfterSelection();
        default -> {}
      }
    }

    private void measured(Recorded recorded, double mean) {
      if (mean <= best) return;
      if (points.isEmpty()) expected = mean;
      best = mean;
      long rollouts = recorded.spent().rollouts();
      points.add(new Cell.Point(rollouts, mean));
      if (!recorded.replayed()) progress.at(rollouts, mean);
    }

    private static boolean full(Event.EvaluationFinished e) {
      return e.complete()
          && e.split().equals("validation")
          && List.of("baseline", "full").contains(e.purpose());
    }

    synchronized List<Cell.Point> points() {
      return List.copyOf(points);
    }

    synchronized double expected() {
      return expected;
    }
  }
}
