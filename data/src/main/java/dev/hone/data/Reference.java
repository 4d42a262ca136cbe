package dev.hone.data;

import dev.hone.core.Json;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is right for one field.
 *
 * @param answers the expected value, then the alternatives; empty when nothing is expected
 */
record Reference(String field, List<Object> answers) {
  private static final String ACCEPTED = "accepted";
  private static final int SHOWN = 200;

  /**
   * Alternatives come from the extra column {@code accepted}: a list, or a map from field to list
   * where several fields are judged.
   */
  static Reference of(String field, Values expected, boolean only) {
    var answers = new ArrayList<Object>();
    add(answers, expected.get(field));
    if (!field.equals(ACCEPTED)) alternatives(expected.get(ACCEPTED), field, only, answers);
    return new Reference(field, List.copyOf(answers));
  }

  private static void alternatives(
      @Nullable Object accepted, String field, boolean only, List<Object> answers) {
    switch (accepted) {
      case null -> {}
      case Map<?, ?> map -> alternatives(map.get(field), field, true, answers);
      case List<?> list when only -> list.forEach(a -> add(answers, a));
      case String s when only && s.strip().startsWith("[") && Json.parse(s) instanceof List<?> l ->
          l.forEach(a -> add(answers, a));
      case Object one when only -> add(answers, one);
      default -> {}
    }
  }

  private static void add(List<Object> answers, @Nullable Object answer) {
    if (answer != null && !answers.contains(answer)) answers.add(answer);
  }

  double best(ToDoubleFunction<Object> score) {
    return answers.stream().mapToDouble(score).max().orElse(0);
  }

  /** What was expected, for feedback. */
  String text() {
    if (answers.isEmpty()) return "nothing";
    var first = shown(answers.getFirst());
    return switch (answers.size()) {
      case 1 -> first;
      case 2 -> first + " or " + shown(answers.get(1));
      default -> first + " (or one of " + (answers.size() - 1) + " others)";
    };
  }

  static String shown(@Nullable Object value) {
    if (value == null) return "nothing";
    var text = Values.textOf(value);
    return "'" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + "'";
  }
}
