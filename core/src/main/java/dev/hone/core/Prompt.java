package dev.hone.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything tunable about one slot, as a value.
 *
 * @param demos shown in this order, unless {@code nearest} chooses among them
 * @param nearest how many of the demos a question is shown: those {@linkplain NearestDemos most
 *     like it}, the likest last; all of them when empty, as it is when there are none
 * @param descriptions tunable texts of the slot by key: {@code in:FIELD}, {@code out:FIELD}, {@code
 *     tool:NAME}, {@code tool:NAME/PARAM}, {@code user}, {@code agent}; a missing key means the
 *     text the signature declares
 * @param model a model to use instead of the student, for example a fine-tuned one
 */
public record Prompt(
    Instructions instructions,
    List<Demo> demos,
    OptionalInt nearest,
    SortedMap<String, String> descriptions,
    Settings settings,
    Optional<String> model) {

  public Prompt {
    if (nearest.isPresent() && nearest.getAsInt() < 1)
      throw new BadInput(
          "'nearest' is %d. Use at least 1, or leave it out to show all demos."
              .formatted(nearest.getAsInt()));
    demos = List.copyOf(demos);
    if (demos.isEmpty()) nearest = OptionalInt.empty();
    descriptions = Collections.unmodifiableSortedMap(new TreeMap<>(descriptions));
  }

  public static Prompt of(String instructions) {
    return of(Instructions.of(instructions));
  }

  public static Prompt of(Instructions instructions) {
    return new Prompt(
        instructions,
        List.of(),
        OptionalInt.empty(),
        new TreeMap<>(),
        Settings.NONE,
        Optional.empty());
  }

  /** The same prompt with another open instruction text; see {@link Instructions#withOpen}. */
  public Prompt withInstructions(String open) {
    return new Prompt(instructions.withOpen(open), demos, nearest, descriptions, settings, model);
  }

  /** The same prompt with these demos, all of which every question is shown. */
  public Prompt withDemos(List<? extends Demo> list) {
    return new Prompt(
        instructions, List.copyOf(list), OptionalInt.empty(), descriptions, settings, model);
  }

  /** The same prompt with demos of which a question is shown the {@code k} most like it. */
  public Prompt withNearest(int k, List<? extends Demo> list) {
    return new Prompt(
        instructions, List.copyOf(list), OptionalInt.of(k), descriptions, settings, model);
  }

  /** The same prompt with the demos of another, shown as there. */
  public Prompt withDemosOf(Prompt other) {
    return new Prompt(instructions, other.demos, other.nearest, descriptions, settings, model);
  }

  /**
   * This prompt as one question is shown it: with the demos chosen, where that depends on the
   * question. For a program that writes its own messages; formats choose when they render. Compares
   * the question with all demos anew.
   */
  public Prompt towards(Signature signature, Values question) {
    if (nearest.isEmpty()) return this;
    var places = NearestDemos.of(signature.inputs(), demos).to(question, nearest.getAsInt());
    return withDemos(places.stream().map(demos::get).toList());
  }

  public Prompt withDescription(String key, String text) {
    var next = new TreeMap<>(descriptions);
    next.put(key, text);
    return new Prompt(instructions, demos, nearest, next, settings, model);
  }

  public Prompt withSettings(Settings next) {
    return new Prompt(instructions, demos, nearest, descriptions, next, model);
  }

  public Prompt withModel(String handle) {
    return new Prompt(instructions, demos, nearest, descriptions, settings, Optional.of(handle));
  }

  /** {@code signature} with the tuned descriptions of its fields. */
  public Signature describe(Signature signature) {
    if (descriptions.isEmpty()) return signature;
    return new Signature(
        described("in:", signature.inputs()), described("out:", signature.outputs()));
  }

  private List<Field> described(String side, List<Field> fields) {
    return fields.stream()
        .map(f -> f.withDescription(descriptions.getOrDefault(side + f.name(), f.description())))
        .toList();
  }

  /** The JSON form, empty parts left out; {@link CandidateReader} reads it. */
  Map<String, Object> toJson() {
    var map = new LinkedHashMap<String, Object>();
    if (!instructions.before().isEmpty()) map.put("frozenBefore", instructions.before());
    map.put("instructions", instructions.open());
    if (!instructions.after().isEmpty()) map.put("frozenAfter", instructions.after());
    if (!demos.isEmpty()) map.put("demos", demos.stream().map(Prompt::toJson).toList());
    nearest.ifPresent(k -> map.put("nearest", k));
    if (!descriptions.isEmpty()) map.put("descriptions", descriptions);
    if (!settings.map().isEmpty()) map.put("settings", settings.map());
    model.ifPresent(m -> map.put("model", m));
    return map;
  }

  private static Map<String, Object> toJson(Demo demo) {
    var map = new LinkedHashMap<String, Object>();
    switch (demo) {
      case Demo.Solved(var input, var output, var bootstrapped) -> {
        map.put("input", input.map());
        map.put("output", output.map());
        if (bootstrapped) map.put("bootstrapped", true);
      }
      case Demo.Turns(var messages) ->
          map.put("messages", messages.stream().map(Message::toJson).toList());
    }
    return map;
  }
}
