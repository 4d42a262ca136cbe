package dev.hone.optimizers;

import dev.hone.core.Example;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which examples are alike: those with the same answer, where answers repeat, otherwise those whose
 * questions share most neighbouring words. What a candidate is worth on one example, its scores on
 * those like it tell better than that one score.
 */
final class GepaAlike {
  private static final int NEIGHBOURS = 8;

  private final List<Example> examples;
  private final Map<String, List<String>> groups = new HashMap<>();

  GepaAlike(List<Example> examples) {
    this.examples = examples;
  }

  /** Those alike to an example, itself included; none for what is no example. */
  List<String> to(String id) {
    return groups.computeIfAbsent(
        id,
        _ ->
            examples.stream()
                .filter(e -> e.id().equals(id))
                .flatMap(this::group)
                .map(Example::id)
                .toList());
  }

  private Stream<Example> group(Example example) {
    var answer = example.expected().text();
    long answers = examples.stream().map(e -> e.expected().text()).distinct().count();
    return answers * NEIGHBOURS / 2 <= examples.size()
        ? examples.stream().filter(e -> e.expected().text().equals(answer))
        : neighbours(example);
  }

  private Stream<Example> neighbours(Example example) {
    var text = example.input().text();
    var likeness = new HashMap<String, Double>();
    for (var other : examples) likeness.put(other.id(), Likeness.of(text, other.input().text()));
    return examples.stream()
        .sorted(Comparator.comparingDouble(e -> -likeness.getOrDefault(e.id(), 0.0)))
        .limit(NEIGHBOURS);
  }

  /**
   * The probability that one is more often better than worse than another, by the examples on which
   * their scores differ and a uniform prior.
   */
  double lead(Map<String, Double> one, Map<String, Double> other, List<String> examples) {
    int wins = 0;
    int differ = 0;
    for (var example : examples) {
      double gain = one.getOrDefault(example, 0.0) - other.getOrDefault(example, 0.0);
      if (gain > 0) wins++;
      if (gain != 0) differ++;
    }
    double probability = 0;
    double term = Math.pow(0.5, differ + 1);
    for (int j = 0; j <= wins; j++) {
      probability += term;
      term = term * (differ + 1 - j) / (j + 1);
    }
    return probability;
  }
}
