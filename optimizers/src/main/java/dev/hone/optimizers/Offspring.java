package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.engine.Event;
import dev.hone.engine.Study;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Candidates that a teacher wrote: each is guarded, recorded with its parents, and entered once, so
 * that nothing is paid twice. Texts that differ only in case and punctuation are the same text.
 */
final class Offspring {
  private final Study study;
  private final Rewrites rewrites;
  private final Set<String> seen = new HashSet<>();

  Offspring(Study study, int longest) {
    this.study = study;
    this.rewrites = new Rewrites(study, longest, true);
    seen.add(key(study.seed()));
  }

  /** {@code base} with a new text in one slot, unless it cannot be used or has been there. */
  Optional<Candidate> rewrite(
      Candidate base,
      List<Event.Parent> parents,
      String slot,
      String text,
      String operator,
      int iteration) {
    return rewritten(base, slot, text, operator)
        .flatMap(child -> enter(child, base, parents, operator, iteration));
  }

  /** The same, only guarded: neither recorded nor refused for having been there. */
  Optional<Candidate> rewritten(Candidate base, String slot, String text, String operator) {
    return rewrites.apply(base, slot, unquoted(text), operator);
  }

  /** Records a candidate that has not been there yet; empty when it has. */
  Optional<Candidate> enter(
      Candidate child, Candidate base, List<Event.Parent> parents, String operator, int iteration) {
    if (!seen.add(key(child)))
      return Proposals.failed(
          study, base, operator, "duplicate", "Candidate %s has been there.".formatted(child.id()));
    var plain = Event.Proposed.of(child, base, operator, iteration, "");
    study.note(
        new Event.Proposed(
            plain.id(),
            parents,
            operator,
            iteration,
            plain.slotsChanged(),
            child,
            plain.reason(),
            List.of()));
    return Optional.of(child);
  }

  static List<Event.Parent> mutated(Candidate parent) {
    return List.of(new Event.Parent(parent.id(), "mutated"));
  }

  static List<Event.Parent> crossed(Candidate first, Candidate second) {
    return List.of(
        new Event.Parent(first.id(), "crossed"), new Event.Parent(second.id(), "crossed"));
  }

  private static String key(Candidate candidate) {
    var key = new StringBuilder();
    candidate
        .slots()
        .forEach((slot, prompt) ->
            key.append(slot)
                .append('\n')
                .append(Likeness.plain(prompt.instructions().open()))
                .append('\n')
                .append(prompt.demos())
                .append(prompt.nearest())
                .append('\n'));
    return key.toString();
  }

  /** Without the quotation marks that some models put around a text. */
  static String unquoted(String text) {
    var plain = text.strip();
    boolean quoted = plain.length() > 1 && plain.startsWith("\"") && plain.endsWith("\"");
    return quoted ? plain.substring(1, plain.length() - 1).strip() : plain;
  }
}
