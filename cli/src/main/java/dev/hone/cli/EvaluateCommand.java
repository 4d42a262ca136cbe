package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Json;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Interval;
import dev.hone.engine.Roles;
import dev.hone.engine.Rollout;
import dev.hone.engine.Run;
import dev.hone.engine.Spent;
import dev.hone.lm.Adapters;
import dev.hone.programs.Compiled;
import dev.hone.store.AtomicFile;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures one candidate on one split. */
@Command(
    name = "evaluate",
    description = "Measures a task's prompts, or a compiled file's, on one split.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  private static final List<String> SPLITS = List.of("train", "validation", "test");

  private final Shell shell;

  @Parameters(index = "0", paramLabel = "TASK.yaml", description = "The task file.")
  String taskFile = "";

  @Option(
      names = "--candidate",
      paramLabel = "FILE",
      description = "A compiled program; the task's own prompts when left out.")
  @Nullable String candidate;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "train, validation or test; validation when left out.")
  String split = "validation";

  @Mixin TaskOptions options = new TaskOptions();

  @Mixin BudgetOptions limits = new BudgetOptions();

  @Option(
      names = "--min-score",
      paramLabel = "X",
      description = "A gate from 0 to 1: exit code 3 when the mean score is below it.")
  @Nullable Double minScore;

  @Option(
      names = "--rows",
      paramLabel = "FILE",
      description = "Writes one JSON object per example here.")
  @Nullable String rows;

  @Option(names = "--json", description = "One JSON object on standard output.")
  boolean json;

  EvaluateCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (!SPLITS.contains(split))
      throw new BadInput(
          "--split is '%s'. Write one of %s.".formatted(split, String.join(", ", SPLITS)));
    if (minScore != null && !(minScore >= 0 && minScore <= 1))
      throw new BadInput(
          "--min-score is %s. Write a score from 0 to 1, for example 0.8.".formatted(minScore));
    var loaded =
        new Loader(shell, options, limits)
            .load(shell.resolve(taskFile), Optional.empty(), List.of());
    var job = loaded.job();
    var examples = examples(job);
    var compiled = Optional.ofNullable(candidate).map(f -> CompiledFile.read(shell, f));
    compiled.ifPresent(c -> {
      c.requireFit(job.file().program());
      var drift = c.drift(job.file().program());
      if (!drift.isEmpty())
        shell
            .err()
            .println(
                "! The instructions in %s have changed since %s was made:\n%s"
                    .formatted(taskFile, candidate, drift.indent(4).stripTrailing()));
    });
    var prompts = compiled.map(Compiled::candidate).orElse(Candidate.seedOf(job.task().program()));
    loaded.splits().warnings().forEach(w -> shell.err().println("! " + w));
    var measured = measure(job, prompts, examples, format(job, compiled));
    if (measured.failure().isPresent()) {
      shell
          .err()
          .println(
              Secrets.of(shell.environment()).scrub("Not measured: " + measured.failure().get()));
      return Main.NO_RESULT;
    }
    return tell(job, measured.evaluation(), measured.spent());
  }

  private List<Example> examples(Job job) {
    var examples =
        switch (split) {
          case "train" -> job.task().train();
          case "test" -> job.task().test();
          default -> job.task().validation();
        };
    if (examples.isEmpty())
      throw new BadInput(
          "The task '%s' has no %s examples. Add 'data.%s' to %s."
              .formatted(job.file().name(), split, split, job.data()));
    return examples;
  }

  /** A compiled program keeps the format it was made in, unless another one is asked for. */
  private static String format(Job job, Optional<Compiled> compiled) {
    if (!job.format().equals(Adapters.AUTO)) return job.format();
    return compiled.flatMap(Compiled::format).orElse(Adapters.AUTO);
  }

  private Run.Measurement measure(
      Job job, Candidate prompts, List<Example> examples, String formatName) {
    try (var cache = new AnswerCache(shell);
        var crew =
            new Crew(
                Opening.options(job, options.noCache ? Optional.empty() : Optional.of(cache)),
                shell);
        var progress =
            new Progress(
                shell,
                "%s · %s · %s".formatted(job.file().name(), split, job.student().text()),
                job.budget(),
                examples.size(),
                InstantSource.system())) {
      var student = crew.of(job.student());
      var probe = new FormatProbe(job.withFormat(formatName), student);
      var format = probe.find();
      var models =
          Roles.of(student, format)
              .withTeacher(
                  crew.of(job.teacher()),
                  Opening.teacherFormat(job, format, crew.of(job.teacher()).capabilities()))
              .withJudge(crew.of(job.judge()))
              .withHandles(crew::ofHandle);
      var measured =
          Run.of(job.task(), models)
              .withBudget(probe.rest(job.budget()))
              .withParallel(job.parallel())
              .withSeed(job.seed())
              .withListener(progress)
              .evaluate(prompts, examples);
      return new Run.Measurement(
          measured.evaluation(), probe.plus(measured.spent()), measured.failure());
    }
  }

  private int tell(Job job, Evaluation evaluation, Spent spent) {
    var interval = evaluation.interval();
    if (rows != null) AtomicFile.write(shell.resolve(rows), rows(evaluation));
    if (json) shell.out().println(Json.write(facts(job, evaluation, interval, spent)));
    else {
      shell.out().printf("  %-10s %s%n", "score", Figures.score(interval));
      shell
          .out()
          .printf(
              "  %-10s %s, mean with its 95 %% interval%n",
              "on", Figures.plural(interval.n(), split + " example"));
      if (evaluation.failed() > 0)
        shell
            .out()
            .printf(
                "  %-10s %s, scored 0%n", "failed", Figures.plural(evaluation.failed(), "example"));
      if (evaluation.missing() > 0)
        shell
            .out()
            .printf(
                "  %-10s %s without an answer, not counted%n",
                "missing", Figures.plural(evaluation.missing(), "example"));
      shell.out().printf("  %-10s %s%n", "spent", Summary.spent(spent));
      if (rows != null) shell.out().printf("  %-10s %s%n", "rows", rows);
    }
    if (interval.n() == 0) {
      shell.err().println("No example was answered, so there is no score.");
      return Main.NO_RESULT;
    }
    if (minScore != null && interval.mean() < minScore) {
      shell
          .err()
          .println(
              "The gate is not met: %s is below %s."
                  .formatted(Figures.percent(interval.mean()), Figures.percent(minScore)));
      return Main.GATE_NOT_MET;
    }
    return Main.DONE;
  }

  private Map<String, Object> facts(
      Job job, Evaluation evaluation, Interval interval, Spent spent) {
    var map = new LinkedHashMap<String, Object>();
    map.put("task", job.file().name());
    map.put("split", split);
    map.put("student", job.student().text());
    map.put("candidate", evaluation.candidate().id());
    map.put("score", interval.mean());
    map.put("low", interval.low());
    map.put("high", interval.high());
    map.put("n", interval.n());
    map.put("failed", evaluation.failed());
    map.put("missing", evaluation.missing());
    map.put("spent", Summary.json(spent));
    return map;
  }

  private static String rows(Evaluation evaluation) {
    return evaluation.rollouts().stream()
        .map(EvaluateCommand::row)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String row(Rollout rollout) {
    var map = new LinkedHashMap<String, Object>();
    map.put("id", rollout.example().id());
    map.put("input", rollout.example().input());
    map.put("expected", rollout.example().expected());
    map.put("output", rollout.output());
    map.put("score", rollout.score());
    map.put("feedback", rollout.grade().feedback());
    map.put("status", rollout.status());
    rollout.error().ifPresent(e -> map.put("error", e));
    return Json.write(map);
  }
}
