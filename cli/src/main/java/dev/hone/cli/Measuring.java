package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Json;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Roles;
import dev.hone.engine.Rollout;
import dev.hone.engine.Run;
import dev.hone.lm.Adapters;
import dev.hone.programs.Compiled;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prompts on one split of a task, asked of the job's models.
 *
 * @param split {@code train}, {@code validation} or {@code test}
 * @param cached whether answers of other runs are used and kept
 */
record Measuring(Shell shell, Job job, String split, boolean cached) {
  private static final List<String> SPLITS = List.of("train", "validation", "test");

  /**
   * @throws BadInput when there is no split of that name
   */
  static void requireSplit(String name) {
    if (!SPLITS.contains(name))
      throw new BadInput(
          "--split is '%s'. Write one of %s.".formatted(name, String.join(", ", SPLITS)));
  }

  /**
   * @throws BadInput when {@code value} is given and not a share
   */
  static void requireShare(String option, @Nullable Double value) {
    if (value != null && !(value >= 0 && value <= 1))
      throw new BadInput(
          "%s is %s. Write a score from 0 to 1, for example 0.8.".formatted(option, value));
  }

  /**
   * The examples of the split.
   *
   * @throws BadInput when there are none
   */
  List<Example> examples() {
    var examples =
        switch (split) {
          case "train" -> job.task().train();
          case "test" -> job.task().test();
          default -> job.task().validation();
        };
    if (examples.isEmpty())
      throw new BadInput(
          "The task '%s' has no %s examples. Add 'data.%s' to %s, or name another --split."
              .formatted(job.file().name(), split, split, job.data()));
    return examples;
  }

  /** A compiled program keeps the format it was made in, unless another one is asked for. */
  static String format(Job job, Optional<Compiled> compiled) {
    if (!job.format().equals(Adapters.AUTO)) return job.format();
    return compiled.flatMap(Compiled::format).orElse(Adapters.AUTO);
  }

  Measuring withoutCache() {
    return new Measuring(shell, job, split, false);
  }

  /** Measures in the job's format, within its budget but for the rollouts of a search. */
  Run.Measurement of(Candidate prompts, Cassette cassette) {
    var examples = examples();
    var budget = job.budget().withRollouts(Long.MAX_VALUE);
    try (var cache = AnswerCache.of(shell, job, cached);
        var crew =
            new Crew(
                Opening.options(job, cached ? Optional.of(cache) : Optional.empty()),
                shell,
                cassette);
        var progress =
            new Progress(
                shell,
                "%s · %s · %s".formatted(job.file().name(), split, job.student().text()),
                budget,
                examples.size(),
                0,
                InstantSource.system())) {
      var student = crew.of(job.student());
      var probe = new FormatProbe(job, student);
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
              .withBudget(probe.spent().leftOf(budget))
              .withParallel(job.parallel())
              .withSeed(job.seed())
              .withBooks(cassette.books().withListener(progress))
              .evaluate(prompts, examples);
      return new Run.Measurement(
          measured.evaluation(), measured.spent().plus(probe.spent()), measured.failure());
    }
  }

  /** One JSON object per example and line. */
  static String rows(Evaluation evaluation) {
    return evaluation.rollouts().stream()
        .map(Measuring::row)
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

  /** The lines that tell score, failures and spending. */
  String text(Run.Measurement measured) {
    var evaluation = measured.evaluation();
    var interval = evaluation.interval();
    var out = new StringBuilder();
    out.append("  %-10s %s%n".formatted("score", Figures.score(interval)));
    out.append(
        "  %-10s %s, mean with its 95 %% interval%n"
            .formatted("on", Figures.plural(interval.n(), split + " example")));
    if (evaluation.failed() > 0)
      out.append(
          "  %-10s %s, scored 0%n"
              .formatted("failed", Figures.plural(evaluation.failed(), "example")));
    if (evaluation.missing() > 0)
      out.append(
          "  %-10s %s without an answer, not counted%n"
              .formatted("missing", Figures.plural(evaluation.missing(), "example")));
    out.append("  %-10s %s%n".formatted("spent", Summary.spent(measured.spent())));
    return out.toString();
  }

  /** The same for programs; more may be added. */
  LinkedHashMap<String, Object> json(Run.Measurement measured) {
    var evaluation = measured.evaluation();
    var interval = evaluation.interval();
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
    map.put("spent", Summary.json(measured.spent()));
    return map;
  }
}
