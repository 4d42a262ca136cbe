package dev.hone.programs;

import dev.hone.core.Field;
import dev.hone.core.Instructions;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run records about a program.
 *
 * @param slots in the order in which they run, as far as that is known
 */
public record Outline(List<Slot> slots) {

  public Outline {
    slots = List.copyOf(slots);
  }

  /**
   * One slot.
   *
   * @param readsFrom the slots whose outputs it takes; empty for programs written as code, whose
   *     traces tell it
   * @param frozen the parts of the seed's text that no optimizer changes
   */
  public record Slot(
      String name,
      List<Field> inputs,
      List<Field> outputs,
      Style style,
      List<String> readsFrom,
      List<Range> frozen) {}

  /** Characters from {@code start} up to and without {@code end}. */
  public record Range(int start, int end) {}

  public static Outline of(Program<?, ?> program) {
    return program instanceof Pipeline pipeline
        ? pipeline.describe()
        : new Outline(program.predictors().stream().map(p -> slot(p, List.of())).toList());
  }

  static Slot slot(Predictor<?, ?> predictor, List<String> readsFrom) {
    var signature = predictor.signature();
    return new Slot(
        predictor.slot(),
        signature.inputs(),
        signature.outputs(),
        Style.of(predictor),
        readsFrom,
        frozen(predictor.seed().instructions()));
  }

  /** The JSON form of the run record. */
  public Map<String, Object> toJson() {
    return Map.of("slots", slots.stream().map(Outline::toJson).toList());
  }

  private static Map<String, Object> toJson(Slot slot) {
    var map = new LinkedHashMap<String, Object>();
    map.put("name", slot.name);
    map.put("inputs", slot.inputs.stream().map(Outline::toJson).toList());
    map.put("outputs", slot.outputs.stream().map(Outline::toJson).toList());
    map.put("style", slot.style.text());
    map.put("readsFrom", slot.readsFrom);
    map.put("frozenRanges", slot.frozen.stream().map(r -> List.of(r.start, r.end)).toList());
    return map;
  }

  static Map<String, Object> toJson(Field field) {
    var map = new LinkedHashMap<String, Object>();
    map.put("name", field.name());
    map.put("type", field.type().text());
    if (field.optional()) map.put("optional", true);
    if (!field.description().isEmpty()) map.put("description", field.description());
    return map;
  }

  private static List<Range> frozen(Instructions instructions) {
    var ranges = new ArrayList<Range>();
    int length = instructions.text().length();
    if (!instructions.before().isBlank()) ranges.add(new Range(0, instructions.before().length()));
    if (!instructions.after().isBlank())
      ranges.add(new Range(length - instructions.after().length(), length));
    return ranges;
  }
}
