package dev.hone.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The harmonic mean of precision and recall over normalised words, the best over all answers; 0
 * without a common word, also when both are empty.
 */
record F1(List<String> fields) implements PerField {

  @Override
  public Verdict verdict(Reference right, Object actual) {
    double f1 = right.best(answer -> of(answer, actual));
    return new Verdict(f1, f1 >= 1 ? "" : "Word overlap (F1) %.2f.".formatted(f1));
  }

  static double of(Object expected, Object actual) {
    var wanted = words(expected);
    var found = words(actual);
    long common =
        wanted.entrySet().stream()
            .mapToLong(e -> Math.min(e.getValue(), found.getOrDefault(e.getKey(), 0L)))
            .sum();
    return common == 0 ? 0 : 2.0 * common / (size(wanted) + size(found));
  }

  private static Map<String, Long> words(Object value) {
    return Arrays.stream(Normalised.text(value).split(" "))
        .filter(w -> !w.isEmpty())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  private static long size(Map<String, Long> words) {
    return words.values().stream().mapToLong(n -> n).sum();
  }

  @Override
  public Description describe() {
    return Description.of("f1", fields, Map.of());
  }
}
