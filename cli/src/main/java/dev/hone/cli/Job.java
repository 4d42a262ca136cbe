package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Values;
import dev.hone.data.DescribedMetric;
import dev.hone.engine.Budget;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Task;
import dev.hone.lm.ModelSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A task with everything decided: what the file says, and what the command line says over it.
 *
 * @param options of the optimizer, as they were given
 * @param format the name of the answer format, or {@code auto}
 */
record Job(
    TaskFile file,
    Task<Values, Values> task,
    DescribedMetric metric,
    Optimizer optimizer,
    Map<String, Object> options,
    ModelSpec student,
    ModelSpec teacher,
    ModelSpec judge,
    Budget budget,
    Duration deadline,
    int parallel,
    long seed,
    String format,
    Optional<Path> prices) {
  static final Duration DEADLINE = Duration.ofMinutes(2);
  static final String OPTIMIZER = "bootstrap-random-search";
  private static final int PARALLEL = 16;
  private static final int PARALLEL_LOCAL = 8;

  Job withFormat(String next) {
    return new Job(
        file, task, metric, optimizer, options, student, teacher, judge, budget, deadline, parallel,
        seed, next, prices);
  }

  Job withStudent(ModelSpec next) {
    return new Job(
        file, task, metric, optimizer, options, next, teacher, judge, budget, deadline, parallel,
        seed, format, prices);
  }

  /** What the search would cost within the budget. */
  Plan plan() {
    return optimizer.plan(Plan.Shape.of(task).withRollouts(budget.rollouts()));
  }

  /** Where the data are described. */
  String data() {
    return "%s, line %d".formatted(file.data().file(), file.data().node().line());
  }

  static Optional<ModelSpec> teacher(TaskFile file, TaskOptions options) {
    return options.teacherSpec().or(file::teacher);
  }

  /**
   * The student a file or a command line must name; where no model answers the cases, the teacher
   * will do.
   */
  static ModelSpec student(TaskFile file, TaskOptions options, Shell shell) {
    var named = options.studentSpec().or(file::student);
    if (!file.asks())
      return named
          .or(() -> teacher(file, options))
          .orElseThrow(() ->
              new BadInput(
                  "%s names no teacher model, which writes the texts. Add 'teacher: openai/gpt-5.4-mini' to it, or pass --teacher."
                      .formatted(shell.shorten(file.file()))));
    return named.orElseThrow(() ->
        new BadInput(
            "%s names no student model. Add 'student: local/smollm2-135m-instruct' to it, or pass --student."
                .formatted(shell.shorten(file.file()))));
  }

  static int parallel(TaskFile file, TaskOptions options, ModelSpec student) {
    return options
        .places()
        .or(file::parallel)
        .orElse(student.provider().equals("local") ? PARALLEL_LOCAL : PARALLEL);
  }
}
