package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One text of a program that can be rewritten: the instruction of a slot, or one of its
 * descriptions, for example of a tool.
 *
 * @param key of the description; empty for the instruction
 */
record Component(String slot, Optional<String> key) {

  /** The components of a program, in its order. */
  static List<Component> of(Study study, boolean descriptions) {
    var all = new ArrayList<Component>();
    for (var predictor : study.predictors()) {
      all.add(new Component(predictor.slot(), Optional.empty()));
      if (descriptions)
        for (var key : study.seed().at(predictor.slot()).descriptions().keySet())
          all.add(new Component(predictor.slot(), Optional.of(key)));
    }
    return List.copyOf(all);
  }

  String name() {
    return key.map(k -> slot + "/" + k).orElse(slot);
  }

  /** What the text is for, when it is not the instruction of a model; empty when it is. */
  Optional<String> purpose(Study study) {
    return key.isPresent() ? Optional.of("the text " + name()) : purpose(study, slot);
  }

  /** Whether it is a slot's own text, which no model follows. */
  boolean own(Study study) {
    return key.isEmpty() && purpose(study, slot).isPresent();
  }

  /** What a slot's own text is for, when no model follows it. */
  static Optional<String> purpose(Study study, String slot) {
    return study.predictors().stream()
        .filter(p -> p.slot().equals(slot) && p.isText())
        .map(p -> p.purpose().isBlank() ? "the text " + slot : p.purpose())
        .findFirst();
  }

  String text(Candidate candidate) {
    var prompt = candidate.at(slot);
    return key.map(k -> prompt.descriptions().getOrDefault(k, ""))
        .orElseGet(() -> prompt.instructions().open());
  }

  /** The candidate with another text here, unless the text cannot be used. */
  Optional<Candidate> rewritten(
      Rewrites rewrites, Candidate candidate, String text, String operator) {
    return key.isEmpty()
        ? rewrites.apply(candidate, slot, text, operator)
        : rewrites.describe(candidate, slot, key.get(), text, operator);
  }

  /** The candidate with the text that another one has here. */
  Candidate taken(Candidate candidate, Candidate from) {
    return key.map(k -> candidate.with(slot, p -> p.withDescription(k, text(from))))
        .orElseGet(() -> candidate.instruct(slot, text(from)));
  }
}
