package dev.hone.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** All prompts of a program as one value: equal contents, equal candidate, equal {@link #id()}. */
public record Candidate(SortedMap<String, Prompt> slots) {

  public Candidate {
    slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
  }

  /** The prompts a program starts with. */
  public static Candidate seedOf(Program<?, ?> program) {
    return seedOf(program.predictors());
  }

  /**
   * The prompts these predictors start with.
   *
   * @throws BadInput when two of them share a slot name
   */
  public static Candidate seedOf(List<? extends Predictor<?, ?>> predictors) {
    var map = new TreeMap<String, Prompt>();
    for (var p : predictors)
      if (map.put(p.slot(), p.seed()) != null)
        throw new BadInput(
            "Slot '%s' is declared twice. Give each predictor its own slot name."
                .formatted(p.slot()));
    return new Candidate(map);
  }

  /**
   * The prompt of a slot.
   *
   * @throws BadInput when this candidate has no such slot
   */
  public Prompt at(String slot) {
    var prompt = slots.get(slot);
    if (prompt == null)
      throw new BadInput(
          "No slot '%s' in candidate %s; it has %s. Was it made for another program?"
              .formatted(slot, id(), slots.keySet()));
    return prompt;
  }

  public Candidate with(String slot, UnaryOperator<Prompt> change) {
    var next = new TreeMap<>(slots);
    next.put(slot, change.apply(at(slot)));
    return new Candidate(next);
  }

  /**
   * The same candidate with other open instructions in one slot; see {@link Instructions#withOpen}.
   */
  public Candidate instruct(String slot, String text) {
    return with(slot, p -> p.withInstructions(text));
  }

  public Candidate withDemos(String slot, List<? extends Demo> demos) {
    return with(slot, p -> p.withDemos(demos));
  }

  /** Twelve hexadecimal digits of the hash of the canonical content. */
  public String id() {
    return ContentId.of(Json.canonical(toJson()));
  }

  /** The JSON form, from which {@link #fromJson} reads an equal candidate. */
  public Map<String, Object> toJson() {
    var map = new LinkedHashMap<String, Object>();
    slots.forEach((slot, prompt) -> map.put(slot, prompt.toJson()));
    return map;
  }

  /**
   * Reads {@link #toJson()}.
   *
   * @throws BadInput naming the slot and key that is wrong
   */
  public static Candidate fromJson(Map<String, ?> json) {
    return CandidateReader.read(json);
  }

  /**
   * What differs from this candidate to {@code other}, line by line with {@code -} and {@code +};
   * empty when equal.
   */
  public String diff(Candidate other) {
    return Diff.of(this, other);
  }
}
