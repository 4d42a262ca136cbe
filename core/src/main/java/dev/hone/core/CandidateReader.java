package dev.hone.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the JSON form of a candidate; every complaint names slot and key. */
final class CandidateReader {
  private static final Set<String> KEYS =
      Set.of(
          "instructions",
          "frozenBefore",
          "frozenAfter",
          "demos",
          "nearest",
          "descriptions",
          "settings",
          "model");

  private CandidateReader() {}

  static Candidate read(Map<String, ?> json) {
    var slots = new TreeMap<String, Prompt>();
    json.forEach(
        (slot, value) -> slots.put(slot, prompt(slot, object("slot '" + slot + "'", value))));
    return new Candidate(slots);
  }

  private static Prompt prompt(String slot, Map<String, Object> map) {
    var place = "slot '" + slot + "'";
    for (var key : map.keySet())
      if (!KEYS.contains(key))
        throw new BadInput(
            "%s: unknown key '%s'. Known are %s.".formatted(place, key, new TreeSet<>(KEYS)));
    if (!map.containsKey("instructions"))
      throw new BadInput(place + ": 'instructions' is missing. Give the text, or \"\" for none.");
    var instructions =
        new Instructions(
            text(place, map, "frozenBefore"),
            text(place, map, "instructions"),
            text(place, map, "frozenAfter"));
    var demos =
        list(place, map.get("demos")).stream()
            .map(d -> demo(place, object(place + ", demo", d)))
            .toList();
    var descriptions = new TreeMap<String, String>();
    object(place, map.getOrDefault("descriptions", Map.of()))
        .forEach((k, v) -> descriptions.put(k, text(place + ", description '" + k + "'", v)));
    var settings = settings(place, object(place, map.getOrDefault("settings", Map.of())));
    return new Prompt(
        instructions,
        demos,
        nearest(place, map.get("nearest")),
        descriptions,
        settings,
        Optional.ofNullable(map.get("model")).map(model -> text(place + ", 'model'", model)));
  }

  private static OptionalInt nearest(String place, @Nullable Object value) {
    if (value == null) return OptionalInt.empty();
    if (value instanceof Number n && n.doubleValue() == n.intValue() && n.intValue() >= 1)
      return OptionalInt.of(n.intValue());
    throw new BadInput(
        "%s, 'nearest': expected how many demos a question is shown, at least 1, found %s."
            .formatted(place, Json.write(value)));
  }

  private static Settings settings(String place, Map<String, Object> map) {
    try {
      return new Settings(new TreeMap<>(map));
    } catch (BadInput e) {
      throw e.at(place);
    }
  }

  private static Demo demo(String place, Map<String, Object> map) {
    if (map.containsKey("messages"))
      return new Demo.Turns(
          list(place, map.get("messages")).stream()
              .map(m -> message(place, object(place + ", message", m)))
              .toList());
    if (!map.containsKey("input") || !map.containsKey("output"))
      throw new BadInput(place + ": a demo needs 'input' and 'output', or 'messages'.");
    return new Demo.Solved(
        Values.of(object(place + ", demo input", map.get("input"))),
        Values.of(object(place + ", demo output", map.get("output"))),
        Boolean.TRUE.equals(map.get("bootstrapped")));
  }

  private static String text(String place, Map<String, Object> map, String key) {
    return text(place + ", '" + key + "'", map.getOrDefault(key, ""));
  }

  private static String text(String place, @Nullable Object value) {
    if (value instanceof String s) return s;
    throw new BadInput("%s: expected a text, found %s.".formatted(place, Json.write(value)));
  }

  private static Message message(String place, Map<String, Object> map) {
    try {
      return Message.fromJson(map);
    } catch (BadInput e) {
      throw e.at(place);
    }
  }

  private static List<?> list(String place, @Nullable Object value) {
    if (value == null) return List.of();
    if (value instanceof List<?> list) return list;
    throw new BadInput("%s: expected a list, found %s.".formatted(place, Json.write(value)));
  }

  private static Map<String, Object> object(String place, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) return Json.cast(map);
    throw new BadInput("%s: expected an object {…}, found %s.".formatted(place, Json.write(value)));
  }
}
