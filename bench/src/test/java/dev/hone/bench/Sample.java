package dev.hone.bench;

import dev.hone.core.Values;
import dev.hone.engine.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/** Cells as a contest leaves them, made up with a fixed generator. */
final class Sample {
  static final String EVIL = "<script>alert('x')</script>";
  private static final int EXAMPLES = 120;

  private Sample() {}

  /** Six methods of different strength on seven tasks with two models, priced. */
  static Standings standings() {
    return of(true);
  }

  static Standings unpriced() {
    return of(false);
  }

  /** Twelve methods, more than there are colours. */
  static Standings crowded() {
    var cells = new ArrayList<Cell>();
    for (var task : List.of("tickets", "arithmetic", "codes"))
      for (int m = 0; m < 12; m++)
        for (long seed = 0; seed < 2; seed++)
          cells.add(cell(task, "openai/small", "method-" + (char) ('a' + m), m, seed, true));
    return Standings.of(cells, List.of(), Values.of("rollouts", 600L));
  }

  private static Standings of(boolean priced) {
    var cells = new ArrayList<Cell>();
    var methods =
        List.of(
            "labeled-few-shot",
            "bootstrap-random-search(numCandidates=16, maxLabeledDemos=8)",
            "opro",
            "miprov2",
            "gepa",
            "textgrad");
    var tasks =
        List.of(
            "tickets", "arithmetic", "sentiment " + EVIL, "questions", "codes", "intents", "notes");
    for (var student : List.of("openai/small", "local/smollm2-135m-instruct"))
      for (var task : tasks)
        for (int m = 0; m < methods.size(); m++)
          for (long seed = 0; seed < 3; seed++)
            cells.add(cell(task, student, methods.get(m), m, seed, priced));
    return Standings.of(
        cells,
        List.of(new Standings.Missing("notes", "openai/large", "opro", 2, "no answer " + EVIL)),
        Values.of("rollouts", 600L, "usd", 2.5));
  }

  private static Cell cell(
      String task, String student, String method, int strength, long seed, boolean priced) {
    var random = new SplittableRandom((task + student).hashCode());
    double level = 0.3 + 0.3 * random.nextDouble();
    var difficulty = random.doubles(EXAMPLES).toArray();
    var luck = new SplittableRandom((task + student + method + seed).hashCode());
    double reached = Math.min(0.97, level + 0.06 * strength * luck.nextDouble() + 0.02 * strength);
    var before = scores(difficulty, level);
    var after = scores(difficulty, reached);
    var curve = new ArrayList<Cell.Point>();
    for (int i = 0; i < 6; i++)
      curve.add(
          new Cell.Point(
              50L + 90 * i + luck.nextInt(30), level + (reached + 0.03 - level) * i / 5));
    double tokens = 40_000 + 30_000.0 * strength;
    return new Cell(
        task,
        student,
        "openai/large",
        method,
        method.replaceAll("\\(.*", ""),
        Values.of("steps", 4 + strength),
        seed,
        Values.of("rollouts", 600L, "usd", 2.5),
        "digest",
        before,
        after,
        Statistics.mean(array(before)),
        Statistics.mean(array(after)),
        reached,
        curve,
        new Cell.Spending(
            560 + strength, 560, 40L * strength, 0, (long) tokens, 9_000, price(priced, tokens)),
        12.5 + strength,
        new Cell.Serving(120, 12, price(priced, 132)),
        new Cell.Serving(120 + 60.0 * strength, 12, price(priced, 132 + 60.0 * strength)),
        180 + 240 * strength,
        6,
        "budget",
        "The budget of 600 rollouts does not admit 50 more rollouts.",
        Values.of("slots", Values.EMPTY));
  }

  /** A cell of which only the scores matter. */
  static Cell cell(String task, String method, long seed, List<Double> before, List<Double> after) {
    var nothing = new Cell.Serving(0, 0, Optional.empty());
    return new Cell(
        task,
        "openai/small",
        "openai/large",
        method,
        method,
        Values.EMPTY,
        seed,
        Values.EMPTY,
        "digest",
        before,
        after,
        Statistics.mean(array(before)),
        Statistics.mean(array(after)),
        0,
        List.of(),
        new Cell.Spending(0, 0, 0, 0, 0, 0, Optional.empty()),
        0,
        nothing,
        nothing,
        0,
        1,
        "budget",
        "",
        Values.EMPTY);
  }

  private static Optional<Double> price(boolean known, double tokens) {
    return known ? Optional.of(tokens * 4e-7) : Optional.empty();
  }

  private static List<Double> scores(double[] difficulty, double level) {
    return DoubleStream.of(difficulty).mapToObj(d -> d < level ? 1.0 : 0.0).toList();
  }

  private static double[] array(List<Double> scores) {
    return scores.stream().mapToDouble(s -> s).toArray();
  }
}
