package dev.hone.engine;

import dev.hone.core.Example;
import java.util.stream.Collectors;

/**
 * The planned cost of an optimizer, before anything is spent. Rollouts include every evaluation the
 * optimizer asks for, the seed's own included; the engine adds the held-out test.
 */
public record Plan(long minRollouts, long maxRollouts, long minTeacherCalls, long maxTeacherCalls) {

  /** A cost that is known exactly. */
  public static Plan exactly(long rollouts, long teacherCalls) {
    return new Plan(rollouts, rollouts, teacherCalls, teacherCalls);
  }

  public static Plan between(
      long minRollouts, long maxRollouts, long minTeacherCalls, long maxTeacherCalls) {
    return new Plan(minRollouts, maxRollouts, minTeacherCalls, maxTeacherCalls);
  }

  /**
   * What a plan depends on.
   *
   * @param train number of training examples
   * @param validation number of validation examples
   * @param slots number of tunable slots
   * @param shared how many of the validation examples are training examples too
   * @param demos whether the seed already shows demos
   */
  public record Shape(int train, int validation, int slots, int shared, boolean demos) {

    /** Splits without common examples, and a seed without demos. */
    public Shape(int train, int validation, int slots) {
      this(train, validation, slots, 0, false);
    }

    public static Shape of(Task<?, ?> task) {
      var learnt = task.train().stream().map(Example::id).collect(Collectors.toSet());
      return new Shape(
          task.train().size(),
          task.validation().size(),
          task.program().predictors().size(),
          (int) task.validation().stream().filter(e -> learnt.contains(e.id())).count(),
          task.program().predictors().stream().anyMatch(p -> !p.seed().demos().isEmpty()));
    }
  }
}
