package dev.hone.engine;

import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Json;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.util.Optional;

/**
 * One program on one example.
 *
 * @param candidate the id of the candidate
 * @param output empty when the program failed
 * @param error why it failed, or why no answer could be had
 */
public record Rollout(
    String candidate,
    Example example,
    Conditions conditions,
    Status status,
    Values output,
    Grade grade,
    Trace trace,
    Optional<String> error) {

  /** How a rollout ended. */
  public enum Status {
    /** Answered and graded. */
    OK,
    /** The program, the parser or the metric failed: graded 0, with the error as feedback. */
    FAILED,
    /** The provider gave no answer in spite of all retries: no observation at all. */
    MISSING
  }

  /** From 0 to 1; 0 when failed or missing. */
  public double score() {
    return grade.score();
  }

  public boolean perfect() {
    return grade.score() >= 1;
  }

  /** Identity of a rollout within a task: what is known under this key is never paid again. */
  public static String key(String candidate, String example, Conditions conditions) {
    if (conditions.equals(Conditions.USUAL)) return candidate + "/" + example + "/0";
    return candidate
        + "/"
        + example
        + "/"
        + conditions.sample()
        + "/"
        + conditions.role().name().charAt(0)
        + Json.canonical(conditions.settings().map());
  }

  public String key() {
    return key(candidate, example.id(), conditions);
  }
}
