package dev.hone.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A metric's verdict on one rollout.
 *
 * @param score higher is better; 0 is worst and 1 is perfect
 * @param feedback what a colleague would say, naming expected and actual; may be empty
 * @param parts scores of named parts, in the metric's order
 * @param remarks what concerns single slots, by slot: said to who rewrites their texts, beside the
 *     feedback
 */
public record Grade(
    double score, String feedback, Map<String, Double> parts, Map<String, String> remarks) {

  public Grade {
    if (!(score >= 0 && score <= 1))
      throw new IllegalArgumentException(
          "A grade is %s. Scale the metric to 0..1, and give 0 with a reason when an output cannot be judged."
              .formatted(score));
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    remarks = Collections.unmodifiableMap(new LinkedHashMap<>(remarks));
  }

  public Grade(double score, String feedback, Map<String, Double> parts) {
    this(score, feedback, parts, Map.of());
  }

  public static Grade of(double score, String feedback) {
    return new Grade(score, feedback, Map.of());
  }

  public static Grade of(boolean right, String feedback) {
    return of(right ? 1 : 0, feedback);
  }

  public Grade withRemarks(Map<String, String> bySlot) {
    return new Grade(score, feedback, parts, bySlot);
  }
}
