package dev.hone.engine;

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
   */
  public record Shape(int train, int validation, int slots) {}
}
