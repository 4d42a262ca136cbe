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
