package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds training cases that a written instruction copies: a run of {@value #RUN} words of an input
 * or an answer, or an answer that only one case has beside {@value #NEAR} words in a row of its
 * input. Words that the seed's own prompts hold are no leak.
 */
final class Leaks {
  private static final int RUN = 10;
  private static final int NEAR = 4;
  private static final int SHORTEST_ANSWER = 3;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}'-]+");

  private final Set<String> allowed = new HashSet<>();
  private final Map<String, String> runs = new HashMap<>();
  private final Map<String, Example> answers = new HashMap<>();

  Leaks(Candidate seed, List<Example> examples) {
    for (var prompt : seed.slots().values())
      for (int n : List.of(RUN, NEAR)) allowed.addAll(runs(prompt.instructions().text(), n));
    var count = new HashMap<String, Integer>();
    for (var example : examples) {
      for (var text : texts(example.input())) enter(text, example);
      for (var text : texts(example.expected())) {
        enter(text, example);
        var answer = plain(text);
        count.merge(answer, 1, Integer::sum);
        if (answer.length() >= SHORTEST_ANSWER) answers.put(answer, example);
      }
    }
    answers.keySet().removeIf(answer -> count.getOrDefault(answer, 0) > 1);
  }

  private void enter(String text, Example example) {
    for (var run : runs(text, RUN)) if (!allowed.contains(run)) runs.put(run, example.id());
  }

  /** What a text copies, in words; empty when it copies nothing. */
  Optional<String> in(String text) {
    for (var run : runs(text, RUN))
      if (runs.containsKey(run))
        return Optional.of("it copies \"%s\" from example %s".formatted(run, runs.get(run)));
    var near = new HashSet<>(runs(text, NEAR));
    near.removeAll(allowed);
    var words = " " + plain(text) + " ";
    for (var answer : answers.entrySet())
      if (words.contains(" " + answer.getKey() + " ")) {
        var example = answer.getValue();
        for (var input : texts(example.input()))
          for (var run : runs(input, NEAR))
            if (near.contains(run))
              return Optional.of(
                  "it tells the answer '%s' of example %s"
                      .formatted(answer.getKey(), example.id()));
      }
    return Optional.empty();
  }

  private static List<String> texts(Values values) {
    return values.map().values().stream().map(Values::textOf).toList();
  }

  private static String plain(String text) {
    return String.join(" ", words(text));
  }

  private static List<String> words(String text) {
    return WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(m -> m.group()).toList();
  }

  private static List<String> runs(String text, int n) {
    var words = words(text);
    var runs = new ArrayList<String>();
    for (int i = 0; i + n <= words.size(); i++) runs.add(String.join(" ", words.subList(i, i + n)));
    return runs;
  }
}
