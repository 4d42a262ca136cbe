package dev.hone.engine;

import dev.hone.core.Example;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The planned cost of an optimizer, before anything is spent. Rollouts include every evaluation the
 * optimizer asks for, the seed's own included; the engine adds the held-out test.
 *
 * @param likely what a run comes to by experience; empty where only the bounds are known
 */
public record Plan(
    long minRollouts,
    long maxRollouts,
    long minTeacherCalls,
    long maxTeacherCalls,
    Optional<Likely> likely) {

  /**
   * What a run comes to by experience.
   *
   * @param remark what a person should know before starting it; may be empty
   */
  public record Likely(long rollouts, long teacherCalls, String remark) {}

  /** A cost that is known exactly. */
  public static Plan exactly(long rollouts, long teacherCalls) {
    return between(rollouts, rollouts, teacherCalls, teacherCalls);
  }

  public static Plan between(
      long minRollouts, long maxRollouts, long minTeacherCalls, long maxTeacherCalls) {
    return new Plan(minRollouts, maxRollouts, minTeacherCalls, maxTeacherCalls, Optional.empty());
  }

  public Plan withLikely(Likely experience) {
    return new Plan(
        minRollouts, maxRollouts, minTeacherCalls, maxTeacherCalls, Optional.of(experience));
  }

  /**
   * What a plan depends on.
   *
   * @param train number of training examples
   * @param validation number of validation examples
   * @param slots number of tunable slots
   * @param shared how many of the validation examples are training examples too
   * @param demos whether the seed already shows demos
   * @param rollouts the run's limit; {@link Long#MAX_VALUE} for none
   */
  public record Shape(
      int train, int validation, int slots, int shared, boolean demos, long rollouts) {

    /** Splits without common examples, a seed without demos, and no limit. */
    public Shape(int train, int validation, int slots) {
      this(train, validation, slots, 0, false, Long.MAX_VALUE);
    }

    /** A task's shape, without a limit. */
    public static Shape of(Task<?, ?> task) {
      var learnt = task.train().stream().map(Example::id).collect(Collectors.toSet());
      return new Shape(
          task.train().size(),
          task.validation().size(),
          task.program().predictors().size(),
          (int) task.validation().stream().filter(e -> learnt.contains(e.id())).count(),
          task.program().predictors().stream().anyMatch(p -> !p.seed().demos().isEmpty()),
          Long.MAX_VALUE);
    }

    public Shape withRollouts(long limit) {
      return new Shape(train, validation, slots, shared, demos, limit);
    }
  }
}
