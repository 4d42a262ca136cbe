package dev.hone.cli;

import dev.hone.bench.Situation;
import dev.hone.data.DescribedMetric;
import dev.hone.data.Splits;
import dev.hone.engine.Budget;
import dev.hone.engine.Plan;
import dev.hone.engine.Task;
import dev.hone.lm.ModelSpec;
import java.util.stream.Stream;

/** What the advisor needs to know, read from a task. */
final class Circumstances {
  private Circumstances() {}

  static Situation of(
      TaskFile file,
      DescribedMetric metric,
      Splits splits,
      ModelSpec student,
      ModelSpec teacher,
      Budget budget) {
    boolean labels =
        Stream.of(splits.train(), splits.validation())
            .flatMap(s -> s.stream())
            .anyMatch(e -> !e.expected().map().isEmpty());
    var situation =
        Situation.of(file.name())
            .withLabels(labels)
            .withShape(shape(file, metric, splits))
            .withModels(student.text(), teacher.provider().equals("local"));
    return budget.rollouts() == Long.MAX_VALUE
        ? situation
        : situation.withRollouts(budget.rollouts());
  }

  private static Plan.Shape shape(TaskFile file, DescribedMetric metric, Splits splits) {
    return Plan.Shape.of(
        Task.of(
            file.name(),
            file.program(),
            metric,
            splits.train(),
            splits.validation(),
            splits.test()));
  }
}
