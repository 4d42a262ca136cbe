package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Predictor;
import dev.hone.core.Template;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One text of a program that can be rewritten: the instruction of a slot, or one of its
 * descriptions, for example of a tool.
 *
 * @param key of the description; empty for the instruction
 * @param declared the description as the signature has it, where no prompt says another
 */
record Component(String slot, Optional<String> key, String declared) {

  /** The components of a program, in its order. */
  static List<Component> of(Study study, boolean descriptions) {
    var all = new ArrayList<Component>();
    for (var predictor : study.predictors()) {
      all.add(new Component(predictor.slot(), Optional.empty(), ""));
      if (descriptions)
        described(study, predictor)
            .forEach(
                (key, text) -> all.add(new Component(predictor.slot(), Optional.of(key), text)));
    }
    return List.copyOf(all);
  }

  /** What the signature tells of its fields, and what the seed's prompt says beyond it. */
  private static Map<String, String> described(Study study, Predictor<?, ?> predictor) {
    var all = new TreeMap<String, String>();
    var signature = predictor.signature();
    if (!predictor.isText()) {
      for (var field : signature.inputs()) all.put("in:" + field.name(), field.description());
      for (var field : signature.outputs()) all.put("out:" + field.name(), field.description());
    }
    all.values().removeIf(String::isBlank);
    all.putAll(study.seed().at(predictor.slot()).descriptions());
    return all;
  }

  String name() {
    return key.map(k -> slot + "/" + k).orElse(slot);
  }

  /** What the text is for, when it is not the instruction of a model; empty when it is. */
  Optional<String> purpose(Study study) {
    return key.map(k -> "in slot %s: %s".formatted(slot, describes(k)))
        .or(() -> purpose(study, slot));
  }

  /** What a description is of, in words. */
  private static String describes(String key) {
    int colon = key.indexOf(':');
    var of = key.substring(colon + 1);
    int slash = of.indexOf('/');
    return switch (key.substring(0, Math.max(0, colon))) {
      case "in" -> "tells the model what the input '%s' is".formatted(of);
      case "out" -> "tells the model what to write into the output '%s'".formatted(of);
      case "tool" ->
          slash < 0
              ? "tells the model what the tool '%s' does and when to use it".formatted(of)
              : "tells the model what to give the tool '%s' as '%s'"
                  .formatted(of.substring(0, slash), of.substring(slash + 1));
      default -> "the text '%s'".formatted(key);
    };
  }

  /** What the other slots of a program say; empty when there is only one. */
  static Optional<String> others(Study study, Candidate candidate, String slot) {
    var texts =
        study.predictors().stream()
            .map(Predictor::slot)
            .filter(s -> !s.equals(slot))
            .map(s -> s + ":\n" + candidate.at(s).instructions().text())
            .collect(Collectors.joining("\n\n"));
    return texts.isEmpty() ? Optional.empty() : Optional.of(texts);
  }

  /** Whether it is a slot's own text, which no model follows. */
  boolean own(Study study) {
    return key.isEmpty() && purpose(study, slot).isPresent();
  }

  /** What a slot's own text is for, when no model follows it. */
  static Optional<String> purpose(Study study, String slot) {
    return study.predictors().stream()
        .filter(p -> p.slot().equals(slot) && p.isText())
        .map(Component::purpose)
        .findFirst();
  }

  /** The same of a slot that is known to be a text. */
  static String purpose(Predictor<?, ?> text) {
    return text.purpose().isBlank() ? "the text " + text.slot() : text.purpose();
  }

  String text(Candidate candidate) {
    var prompt = candidate.at(slot);
    return key.map(k -> prompt.descriptions().getOrDefault(k, declared))
        .orElseGet(() -> prompt.instructions().open());
  }

  /** The candidate with another text here, unless the text cannot be used. */
  Optional<Candidate> rewritten(
      Rewrites rewrites, Candidate candidate, String text, String operator) {
    return key.isEmpty()
        ? rewrites.apply(candidate, slot, text, operator)
        : rewrites.describe(candidate, slot, key.get(), text, operator);
  }

  /** The candidate with another text here as far as it can hold it, to be shown and not run. */
  Candidate shown(Candidate candidate, String text) {
    if (key.isPresent()) return candidate.with(slot, p -> p.withDescription(key.get(), text));
    var open = candidate.at(slot).instructions().open();
    return Template.of(open).variables().equals(Template.of(text).variables())
        ? candidate.instruct(slot, text)
        : candidate;
  }

  /** The candidate with the text that another one has here. */
  Candidate taken(Candidate candidate, Candidate from) {
    if (text(candidate).equals(text(from))) return candidate;
    return key.map(k -> candidate.with(slot, p -> p.withDescription(k, text(from))))
        .orElseGet(() -> candidate.instruct(slot, text(from)));
  }
}
