package dev.hone.bench;

import dev.hone.core.BadInput;
import dev.hone.core.Values;
import dev.hone.engine.Roles;
import dev.hone.engine.Task;
import dev.hone.store.RunRecord;
import java.util.List;

/**
 * A task with its models, on which all methods of a contest compete.
 *
 * @param task with a test split, by which methods are compared and which no search sees
 * @param roles opened through {@link ContestDirectory#remembering}, so that answers are shared
 * @param record what a run on this ground is; method, budget and seed in it are replaced
 */
public record Ground(Task<Values, Values> task, Roles roles, RunRecord record) {

  public Ground {
    requireTest(task);
  }

  /**
   * Checks that methods can be compared on a task at all.
   *
   * @throws BadInput when it has no test examples
   */
  public static void requireTest(Task<?, ?> task) {
    if (task.test().isEmpty())
      throw new BadInput(
          "Task '%s' has no test examples, and methods are compared on nothing else. Add test: to its data."
              .formatted(task.name()));
  }

  String name() {
    return task.name();
  }

  String student() {
    return spec("student");
  }

  String teacher() {
    return spec("teacher");
  }

  private String spec(String role) {
    var model = record.models().get(role);
    return model == null ? "" : model.spec();
  }

  /** What the search may see. */
  Task<Values, Values> searched() {
    return Task.of(
        task.name(), task.program(), task.metric(), task.train(), task.validation(), List.of());
  }
}
