package dev.hone.programs;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Demo;
import dev.hone.core.Field;
import dev.hone.core.Instructions;
import dev.hone.core.Json;
import dev.hone.core.Prompt;
import dev.hone.core.Settings;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pipelines from plain data and back. */
final class PipelineReader {
  private static final List<String> PROGRAM = List.of("steps", "outputs");
  private static final List<String> STEP =
      List.of(
          "slot",
          "signature",
          "style",
          "instructions",
          "demos",
          "nearest",
          "descriptions",
          "settings",
          "model");
  private static final List<String> INSTRUCTIONS = List.of("before", "open", "after");

  private PipelineReader() {}

  static Pipeline read(Object data) {
    if (!(data instanceof Map<?, ?>)) return new Pipeline(steps("program", data), List.of());
    var program = Plain.object("program", data, PROGRAM);
    var steps = program.get("steps");
    if (steps == null)
      throw new BadInput(
          "program: 'steps' is missing. Give a list of steps, or write the list itself under 'program'.");
    return new Pipeline(
        steps("program, steps", steps), Plain.texts("program, outputs", program.get("outputs")));
  }

  private static List<PipelineStep> steps(String place, Object data) {
    var list = Plain.list(place, data);
    var steps = new ArrayList<PipelineStep>();
    for (int i = 0; i < list.size(); i++)
      steps.add(step("%s, step %d".formatted(place, i + 1), list.get(i)));
    return steps;
  }

  private static PipelineStep step(String where, Object data) {
    var map = Plain.object(where, data, STEP);
    var slot = Plain.text(where, map, "slot", "a name such as 'classify'");
    var place = "%s ('%s')".formatted(where, slot);
    var text = Plain.text(place, map, "signature", "for example 'text -> label'");
    var descriptions = descriptions(place + ", descriptions", map.get("descriptions"));
    var signature = Plain.at(place, () -> Signature.parse(text).describe(descriptions));
    var style =
        Plain.at(place, () -> Style.named(String.valueOf(map.getOrDefault("style", "predict"))));
    var asked = Plain.at(place, () -> style.asked(signature));
    var seed = seed(place, map, signature, asked, style);
    return Plain.at(place, () -> new PipelineStep(slot, signature, style, seed));
  }

  private static Map<String, String> descriptions(String place, @Nullable Object data) {
    var descriptions = new TreeMap<String, String>();
    if (data != null)
      Plain.object(place, data)
          .forEach((name, text) -> descriptions.put(name, String.valueOf(text)));
    return descriptions;
  }

  private static Prompt seed(
      String place, Map<String, Object> map, Signature signature, Signature asked, Style style) {
    var settings = Plain.object(place + ", settings", map.getOrDefault("settings", Map.of()));
    var demos = new ArrayList<Demo>();
    for (var demo : Plain.list(place + ", demos", map.getOrDefault("demos", List.of())))
      demos.add(demo("%s, demo %d".formatted(place, demos.size() + 1), demo, asked));
    return new Prompt(
        instructions(
            place + ", instructions",
            map.getOrDefault("instructions", style == Style.TEXT ? "" : null),
            signature),
        demos,
        nearest(place, map.get("nearest"), demos),
        new TreeMap<>(),
        Plain.at(place, () -> new Settings(new TreeMap<>(settings))),
        Optional.ofNullable(map.get("model")).map(String::valueOf));
  }

  private static OptionalInt nearest(String place, @Nullable Object data, List<Demo> demos) {
    if (data == null) return OptionalInt.empty();
    if (data instanceof Number k
        && k.intValue() >= 1
        && k.doubleValue() == k.intValue()
        && !demos.isEmpty()) return OptionalInt.of(k.intValue());
    throw new BadInput(
        "%s, nearest: expected how many of its 'demos' a question is shown, at least 1, found %s%s."
            .formatted(place, Json.write(data), demos.isEmpty() ? " and no demos" : ""));
  }

  private static Instructions instructions(
      String place, @Nullable Object data, Signature signature) {
    return switch (data) {
      case null -> Instructions.of(plainWish(signature));
      case String text -> Instructions.of(text.strip());
      case Map<?, ?> _ -> {
        var parts = Plain.object(place, data, INSTRUCTIONS);
        yield new Instructions(
            Plain.text(place, parts, "before"),
            Plain.text(place, parts, "open"),
            Plain.text(place, parts, "after"));
      }
      default ->
          throw new BadInput(
              "%s: expected a text, or 'before', 'open' and 'after', found %s."
                  .formatted(place, Json.write(data)));
    };
  }

  private static String plainWish(Signature signature) {
    var outputs = "Produce " + names(signature.outputs());
    return signature.inputs().isEmpty()
        ? outputs + "."
        : outputs + " from " + names(signature.inputs()) + ".";
  }

  private static String names(List<Field> fields) {
    return fields.stream().map(f -> "`" + f.name() + "`").collect(Collectors.joining(", "));
  }

  /**
   * With {@code input} and {@code output}, with {@code messages}, or with the fields themselves.
   */
  private static Demo demo(String place, Object data, Signature signature) {
    var map = Plain.object(place, data);
    if (map.containsKey("messages") && field(signature, "messages").isEmpty())
      return Candidate.fromJson(Map.of("demo", Map.of("instructions", "", "demos", List.of(map))))
          .at("demo")
          .demos()
          .getFirst();
    if (map.get("input") instanceof Map<?, ?> input
        && map.get("output") instanceof Map<?, ?> output)
      return new Demo.Solved(
          values(place, Plain.object(place, input), signature.inputs()),
          values(place, Plain.object(place, output), signature.outputs()),
          Boolean.TRUE.equals(map.get("bootstrapped")));
    for (var name : map.keySet())
      if (field(signature, name).isEmpty())
        throw new BadInput(
            "%s: '%s' is no field of '%s'.".formatted(place, name, signature.text()));
    var known = Values.of(map);
    return new Demo.Solved(
        values(place, known.only(signature.inputs()).map(), signature.inputs()),
        values(place, known.only(signature.outputs()).map(), signature.outputs()),
        false);
  }

  private static Values values(String place, Map<String, Object> map, List<Field> fields) {
    var values = new LinkedHashMap<String, Object>();
    map.forEach((name, value) -> {
      var field =
          fields.stream()
              .filter(f -> f.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new BadInput(
                      "%s: there is no field '%s' there; there are %s."
                          .formatted(place, name, names(fields))));
      values.put(name, Plain.fitting(place, field, value));
    });
    return new Values(values);
  }

  private static Optional<Field> field(Signature signature, String name) {
    return Stream.concat(signature.inputs().stream(), signature.outputs().stream())
        .filter(f -> f.name().equals(name))
        .findFirst();
  }

  /** The plain form of a step. */
  static Map<String, Object> write(PipelineStep step) {
    var map = new LinkedHashMap<String, Object>();
    map.put("slot", step.slot());
    map.put("signature", step.signature().text());
    map.put("style", step.style().text());
    var prompt = Plain.object("prompt", Plain.prompt(step.seed()));
    var frozen = step.seed().instructions();
    if (frozen.before().isEmpty() && frozen.after().isEmpty())
      map.put("instructions", frozen.open());
    else map.put("instructions", frozen);
    Stream.of("demos", "nearest", "settings", "model")
        .filter(prompt::containsKey)
        .forEach(key -> map.put(key, prompt.get(key)));
    var descriptions = new LinkedHashMap<String, Object>();
    Stream.concat(step.signature().inputs().stream(), step.signature().outputs().stream())
        .filter(f -> !f.description().isEmpty())
        .forEach(f -> descriptions.put(f.name(), f.description()));
    if (!descriptions.isEmpty()) map.put("descriptions", descriptions);
    return map;
  }
}
