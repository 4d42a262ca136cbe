package dev.hone.testkit;

import java.util.List;
import java.util.Set;

/**
 * A case of a simulated world.
 *
 * @param id for example {@code V0012}
 * @param input what a program is given; it does not tell which rules are needed
 * @param answer the secret right answer
 * @param needs the rules without all of which the case is not solved
 * @param brokenBy the decoys of which none may be present
 */
public record SimulatedCase(
    String id, String input, String answer, List<String> needs, List<String> brokenBy) {

  public SimulatedCase {
    needs = List.copyOf(needs);
    brokenBy = List.copyOf(brokenBy);
  }

  /** Whether instructions with exactly these rules solve it, noise apart. */
  boolean solvedBy(Set<String> rules) {
    return rules.containsAll(needs) && brokenBy.stream().noneMatch(rules::contains);
  }
}
