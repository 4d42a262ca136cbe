package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.engine.Event;
import dev.hone.engine.Study;
import java.util.List;
import java.util.Optional;

/** Turns proposals into candidates, and records each one, or why it cannot be one. */
final class Proposals {
  private Proposals() {}

  /** Records a set of demos as a child of the seed; false when it changes nothing. */
  static boolean demos(
      Study study, DemoSet set, String operator, int iteration, List<String> evidence) {
    var child = set.candidate();
    var seed = study.seed();
    if (child.equals(seed)) {
      failed(study, seed, operator, "empty", "No example gives a demo to any slot.");
      return false;
    }
    var plain =
        Event.Proposed.of(child, seed, operator, iteration, "shows %d demos".formatted(set.size()));
    study.note(
        new Event.Proposed(
            plain.id(),
            plain.parents(),
            operator,
            iteration,
            plain.slotsChanged(),
            child,
            plain.reason(),
            evidence));
    return true;
  }

  /**
   * The parent with a rewritten instruction in one slot; empty, with the reason recorded, when the
   * text is empty, unchanged, longer than {@code longest} characters, repeats a frozen part, or
   * loses or invents a template variable.
   */
  static Optional<Candidate> rewrite(
      Study study, Candidate parent, String slot, String text, int longest, String operator) {
    var present = parent.at(slot).instructions();
    if (text.isBlank())
      return failed(study, parent, operator, "empty", "Slot '%s': no text.".formatted(slot));
    if (text.equals(present.open()))
      return failed(
          study, parent, operator, "duplicate", "Slot '%s': nothing changes.".formatted(slot));
    if (text.length() > longest)
      return failed(
          study,
          parent,
          operator,
          "too-long",
          "Slot '%s': %d characters; %d are allowed.".formatted(slot, text.length(), longest));
    for (var frozen : List.of(present.before(), present.after()))
      if (!frozen.isBlank() && text.contains(frozen.strip()))
        return failed(
            study, parent, operator, "frozen", "Slot '%s': repeats fixed text.".formatted(slot));
    try {
      return Optional.of(parent.instruct(slot, text));
    } catch (BadInput e) {
      return failed(
          study, parent, operator, "variables", "Slot '%s': %s".formatted(slot, e.getMessage()));
    }
  }

  static Optional<Candidate> failed(
      Study study, Candidate parent, String operator, String code, String sentence) {
    study.note(new Event.ProposalFailed(List.of(parent.id()), operator, code, sentence));
    return Optional.empty();
  }
}
