package dev.hone.lm;

import dev.hone.core.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A step and what it was given. It read from an earlier step when one of that step's outputs comes
 * back in it: the whole value, or a text of some length within a text.
 *
 * @param given values or texts
 */
record Reading(Trace.Step step, List<?> given) {
  private static final int TELLING = 8;

  /** The steps ordered by id, each with the steps it read from. */
  static List<Trace.Step> linked(Collection<Reading> readings) {
    if (readings.size() == 1) return List.of(readings.iterator().next().step);
    var ordered = readings.stream().sorted(Comparator.comparing(Reading::ordinals, BY_ID)).toList();
    var steps = new ArrayList<Trace.Step>(ordered.size());
    for (var reading : ordered) {
      var from =
          steps.stream()
              .filter(earlier -> !isAround(earlier, reading.step))
              .filter(reading::comesFrom)
              .map(Trace.Step::id)
              .toList();
      steps.add(from.isEmpty() ? reading.step : reading.step.withReadFrom(from));
    }
    return steps;
  }

  private static final Comparator<List<Integer>> BY_ID =
      (a, b) -> {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
          int order = Integer.compare(a.get(i), b.get(i));
          if (order != 0) return order;
        }
        return Integer.compare(a.size(), b.size());
      };

  private List<Integer> ordinals() {
    return Stream.of(step.id().split("\\.", -1)).map(Integer::valueOf).toList();
  }

  private static boolean isAround(Trace.Step outer, Trace.Step inner) {
    return inner.id().startsWith(outer.id() + ".");
  }

  private boolean comesFrom(Trace.Step earlier) {
    return earlier.output().map().entrySet().stream()
        .anyMatch(e -> given.stream().anyMatch(g -> holds(g, e.getKey(), e.getValue())));
  }

  private boolean holds(Object mine, String name, Object produced) {
    if (mine.equals(produced) && (isTelling(produced) || mine.equals(step.input().get(name))))
      return true;
    var texts = leaves(mine).toList();
    return leaves(produced)
        .filter(text -> text.length() >= TELLING)
        .anyMatch(text -> texts.stream().anyMatch(t -> t.contains(text)));
  }

  /** Whether the same value is unlikely to appear by chance under another name. */
  private static boolean isTelling(Object value) {
    return switch (value) {
      case String s -> !s.isBlank();
      case Collection<?> items -> !items.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> false;
    };
  }

  private static Stream<String> leaves(Object value) {
    return switch (value) {
      case String s -> Stream.of(s.strip());
      case Collection<?> items -> items.stream().flatMap(Reading::leaves);
      case Map<?, ?> map -> map.values().stream().flatMap(Reading::leaves);
      default -> Stream.empty();
    };
  }
}
