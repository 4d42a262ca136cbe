package dev.hone.data;

import dev.hone.core.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far two lists hold the same elements, whatever their order and number; elements are compared
 * normalised. Two empty lists are the same.
 */
record SetOverlap(List<String> fields, Measure measure) implements PerField {
  private static final Pattern SEPARATOR = Pattern.compile("[,;\\n]");

  /** What counts as near. */
  enum Measure {
    F1,
    JACCARD,
    EXACT;

    double of(int common, int wanted, int found) {
      if (wanted + found == 0) return 1;
      return switch (this) {
        case F1 -> 2.0 * common / (wanted + found);
        case JACCARD -> (double) common / (wanted + found - common);
        case EXACT -> common == wanted && common == found ? 1 : 0;
      };
    }
  }

  @Override
  public Verdict verdict(Reference right, Object actual) {
    var found = elements(actual);
    double best = -1;
    var remark = "";
    for (var answer : right.answers()) {
      var wanted = elements(answer);
      int common = (int) wanted.keySet().stream().filter(found::containsKey).count();
      double score = measure.of(common, wanted.size(), found.size());
      if (score <= best) continue;
      best = score;
      remark = difference(wanted, found);
    }
    return new Verdict(Math.max(best, 0), remark);
  }

  private static String difference(Map<String, Object> wanted, Map<String, Object> found) {
    var missing = wanted.keySet().stream().filter(k -> !found.containsKey(k)).map(wanted::get);
    var extra = found.keySet().stream().filter(k -> !wanted.containsKey(k)).map(found::get);
    var lacks = missing.map(Reference::shown).collect(Collectors.joining(", "));
    var surplus = extra.map(Reference::shown).collect(Collectors.joining(", "));
    return ((lacks.isEmpty() ? "" : "Missing: " + lacks + ". ")
            + (surplus.isEmpty() ? "" : "Too much: " + surplus + "."))
        .strip();
  }

  private static Map<String, Object> elements(Object value) {
    Collection<?> items =
        switch (value) {
          case Collection<?> list -> list;
          case String s
              when s.strip().startsWith("[") && Json.find(s).orElse("") instanceof List<?> list ->
              list;
          case String s -> SEPARATOR.splitAsStream(s).map(String::strip).toList();
          default -> List.of(value);
        };
    var elements = new LinkedHashMap<String, Object>();
    for (var item : items) {
      var key = item instanceof String ? Normalised.text(item) : Json.canonical(item);
      if (!key.isEmpty()) elements.put(key, item);
    }
    return elements;
  }

  @Override
  public Description describe() {
    return Description.of(
        "set", fields, Map.of("measure", measure.name().toLowerCase(Locale.ROOT)));
  }
}
