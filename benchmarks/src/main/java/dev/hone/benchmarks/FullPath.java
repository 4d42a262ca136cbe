package dev.hone.benchmarks;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Predictor;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Roles;
import dev.hone.engine.Run;
import dev.hone.engine.Study;
import dev.hone.engine.Task;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelOptions;
import dev.hone.lm.Models;
import dev.hone.store.FileEventLog;
import dev.hone.store.SqliteJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Rollouts as a run makes them: rendered, sent, received, parsed, graded, journalled, told. */
final class FullPath {
  private static final Predictor<Values, Values> PREDICTOR =
      Predictor.of("answer", Question.SIGNATURE, Question.PROMPT);

  private FullPath() {}

  /** The load of {@link Load#of} through evaluations, each with journal and log on disk. */
  static Load.Figure fresh(Load load, LanguageModel model) throws IOException {
    var figures = new ArrayList<Load.Figure>();
    var roles = Roles.of(Models.within(model, ModelOptions.defaults()), Contender.FORMAT);
    for (int round = 0; round < load.rounds(); round++) {
      var folder = Files.createTempDirectory("hone-benchmark");
      try {
        figures.add(round(load, round * load.calls(), roles, folder));
      } finally {
        delete(folder);
      }
    }
    return Load.over(figures.subList(load.rounds() / 2, load.rounds()));
  }

  private static Load.Figure round(Load load, int first, Roles roles, Path folder) {
    var told = new AtomicLong();
    var examples = examples(first, load.calls());
    var task = task(examples);
    try (var journal = SqliteJournal.open(folder.resolve("journal"));
        var log = FileEventLog.open(folder.resolve("events.jsonl"), folder.resolve("blobs"))) {
      var run =
          Run.of(task, roles)
              .withParallel(load.inFlight())
              .withJournal(journal)
              .withLog(log)
              .withListener(_ -> told.incrementAndGet());
      long cpu = Load.cpuNanos();
      long started = System.nanoTime();
      var evaluation = run.evaluate(Candidate.seedOf(task.program()), examples).evaluation();
      double seconds = (System.nanoTime() - started) / 1e9;
      if (told.get() < 2L * load.calls())
        throw new IllegalStateException("Only %d events were told.".formatted(told.get()));
      return new Load.Figure(
          (Load.cpuNanos() - cpu) / 1e3 / load.calls(),
          load.calls() / seconds,
          load.calls() - Math.round(evaluation.sum()));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }

  /** Evaluates what is known again and again; counts rollouts, not evaluations. */
  static Load.Figure known(int examples, int times, LanguageModel model) {
    var again = new Again(times, new ArrayList<>());
    Run.of(task(examples(0, examples)), model)
        .withParallel(64)
        .withBudget(Budget.rollouts(examples * 2L))
        .optimize(again);
    return Load.over(again.figures().subList(times / 2, again.figures().size()));
  }

  private record Again(int times, List<Load.Figure> figures) implements Optimizer {
    @Override
    public Candidate optimize(Study study) {
      for (int i = 0; i < times; i++) {
        long cpu = Load.cpuNanos();
        long started = System.nanoTime();
        var evaluation = study.evaluate(study.seed(), study.validation());
        double seconds = (System.nanoTime() - started) / 1e9;
        int n = evaluation.rollouts().size();
        figures.add(
            new Load.Figure(
                (Load.cpuNanos() - cpu) / 1e3 / n, n / seconds, n - Math.round(evaluation.sum())));
      }
      return study.best();
    }

    @Override
    public Plan plan(Plan.Shape shape) {
      return Plan.exactly(shape.validation(), 0);
    }
  }

  private static Task<Values, Values> task(List<Example> examples) {
    return Task.of(
        PREDICTOR,
        (_, expected, actual, _) ->
            Grade.of(
                expected.text("answer").equals(actual.text("answer")),
                "expected " + expected.text("answer") + ", got " + actual.text("answer")),
        List.of(),
        examples,
        List.of());
  }

  private static List<Example> examples(int first, int n) {
    return IntStream.range(first, first + n)
        .mapToObj(i ->
            Example.of(
                Values.of("question", "What is %d plus 40?".formatted(i)),
                Values.of("answer", "42")))
        .toList();
  }
}
