package dev.hone.data;

import dev.hone.core.BadInput;
import dev.hone.core.ContentId;
import dev.hone.core.Example;
import dev.hone.core.Json;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Examples to learn from, to select by, and to measure once at the end. No two splits share an
 * example, but for {@linkplain #searched cases that are all to be solved}.
 *
 * @param warnings what a person should know: twins, removed examples
 */
public record Splits(
    List<Example> train, List<Example> validation, List<Example> test, List<String> warnings) {
  private static final int SHOWN = 5;

  public Splits {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
    warnings = List.copyOf(warnings);
  }

  /**
   * Divides one set. The order is that of a hash over seed and input, so that it depends on neither
   * the order of the file nor the platform, and an example keeps its place when others are added.
   * Examples of equal input stay together, even where a split gets larger by them.
   *
   * @throws BadInput when the shares exceed the whole, or leave nothing to validate with
   */
  public static Splits of(List<Example> all, Share train, Share validation, Share test, long seed) {
    int most = Stream.of(train, validation, test).mapToInt(s -> s.of(all.size(), 1 << 30)).sum();
    if (most > all.size() + 1)
      throw new BadInput(
          "The splits ask for %d examples, but there are %d. Ask for less, or give fractions that add up to 1."
              .formatted(most, all.size()));
    var groups = groups(all, seed);
    var rest = new ArrayList<>(groups);
    var first = take(rest, train.of(all.size(), all.size()));
    var second = take(rest, validation.of(all.size(), all.size() - first.size()));
    var third = take(rest, test.of(all.size(), all.size() - first.size() - second.size()));
    if (second.isEmpty())
      throw new BadInput(
          "No example is left for validation: %d examples, of which %d for training. Give validation a larger share."
              .formatted(all.size(), first.size()));
    int twins = all.size() - groups.size();
    return new Splits(
        first,
        second,
        third,
        twins == 0
            ? List.of()
            : List.of(
                "%d examples repeat the input of another; they stay in one split."
                    .formatted(twins)));
  }

  /**
   * Splits that were given. An example that occurs in two is kept where it matters most: in the
   * test, else in the validation split; a warning names it.
   */
  public static Splits given(List<Example> train, List<Example> validation, List<Example> test) {
    var warnings = new ArrayList<String>();
    var tested = inputs(test);
    var seen = new HashSet<>(tested);
    seen.addAll(inputs(validation));
    var selecting = without(validation, tested, "validation", "test", warnings);
    if (selecting.isEmpty() && !validation.isEmpty())
      throw new BadInput(
          "Every validation example is also a test example, so that nothing is left to select by. Give the two splits examples of their own.");
    var learning = without(train, seen, "train", "validation or test", warnings);
    return new Splits(learning, selecting, test, warnings);
  }

  /** One case without any value, to learn from and to select by: for what is judged by itself. */
  public static Splits none() {
    return searched(List.of(Example.of(Values.EMPTY, Values.EMPTY)), List.of());
  }

  /**
   * Cases that are all to be solved: learnt from and selected by. What comes of it says nothing
   * about other cases.
   *
   * @param test cases that no search sees; those that are among the others are left out of them
   */
  public static Splits searched(List<Example> cases, List<Example> test) {
    var warnings = new ArrayList<String>();
    var others = without(test, inputs(cases), "test", "the cases", warnings);
    return new Splits(cases, cases, others, warnings);
  }

  /** Split name to the hash of its examples in their order, for the run record. */
  public SequencedMap<String, String> digests() {
    var digests = new LinkedHashMap<String, String>();
    digests.put("train", digest(train));
    digests.put("validation", digest(validation));
    digests.put("test", digest(test));
    return digests;
  }

  private static String digest(List<Example> examples) {
    return ContentId.full(
        examples.stream()
            .map(e -> Json.canonical(List.of(e.id(), e.input(), e.expected())))
            .collect(Collectors.joining("\n")));
  }

  private static List<List<Example>> groups(List<Example> all, long seed) {
    var groups = new HashMap<Values, List<Example>>();
    for (var example : all)
      groups.computeIfAbsent(example.input(), _ -> new ArrayList<>()).add(example);
    return groups.entrySet().stream()
        .map(g -> Map.entry(place(seed, g.getKey()), g.getValue()))
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static String place(long seed, Values input) {
    return ContentId.full(seed + "|" + Json.canonical(input));
  }

  private static List<Example> take(List<List<Example>> groups, int count) {
    var taken = new ArrayList<Example>();
    int used = 0;
    while (used < groups.size() && taken.size() < count) taken.addAll(groups.get(used++));
    groups.subList(0, used).clear();
    return taken;
  }

  private static Set<Values> inputs(List<Example> examples) {
    return examples.stream().map(Example::input).collect(Collectors.toSet());
  }

  private static List<Example> without(
      List<Example> examples,
      Set<Values> others,
      String name,
      String elsewhere,
      List<String> warnings) {
    Predicate<Example> shared = e -> others.contains(e.input());
    var twins = examples.stream().filter(shared).map(Example::id).toList();
    if (twins.isEmpty()) return examples;
    warnings.add(
        "%d examples of %s have an input that is also in %s, and were left out of %s: %s%s."
            .formatted(
                twins.size(),
                name,
                elsewhere,
                name,
                String.join(", ", twins.subList(0, Math.min(SHOWN, twins.size()))),
                twins.size() > SHOWN ? ", …" : ""));
    return examples.stream().filter(shared.negate()).toList();
  }
}
