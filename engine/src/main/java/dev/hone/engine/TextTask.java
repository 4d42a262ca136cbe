package dev.hone.engine;

import dev.hone.core.BadInput;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Metric;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Prompt;
import dev.hone.core.Refined;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Any text as the thing to improve, and something that scores it: no program, no signature, no
 * student. The text may be a prompt for another system, code, a query, a configuration.
 *
 * {@snippet :
 * var task = TextTask.of("regex", "", text -> Grade.of(matched(text), misses(text)))
 *     .withObjective("A regular expression for dates such as 2024-03-01.");
 * var result = Run.of(task.task(), model).withBudget(Budget.rollouts(60)).optimize(new Gepa());
 * }
 *
 * @param texts by name, as they are to begin with; an empty one is written first when the optimizer
 *     is wrapped in {@code WrittenStart}
 * @param objective what is wanted, for who writes the texts; may be empty
 * @param background what else they should know: formats, facts, limits; may be empty
 * @param train cases to learn from
 * @param validation cases by which texts are selected
 * @param test cases that no search sees
 * @param refinements how often the judge's model may refine the texts for each case before the best
 *     score counts; see {@link Refined}. How it does so is then a text too, {@code refiner}.
 */
public record TextTask(
    String name,
    SequencedMap<String, String> texts,
    Evaluator evaluator,
    String objective,
    String background,
    List<Example> train,
    List<Example> validation,
    List<Example> test,
    int refinements) {
  private static final List<Example> NO_CASE = List.of(Example.of(Values.EMPTY, Values.EMPTY));
  private static final String REFINER = "refiner";
  private static final String REFINING =
      "Tells a model how to refine the other texts for one case, by what was remarked on them.";

  /**
   * Scores texts on one case. Must be safe for use by many threads and give the same grade for the
   * same arguments; what it throws becomes a grade of 0 with the message as feedback.
   */
  @FunctionalInterface
  public interface Evaluator {

    /**
     * @param texts by name
     * @param input of the case; empty when there are no cases
     * @param expected whatever else the case tells; may be empty
     */
    Grade grade(Map<String, String> texts, Values input, Values expected) throws Exception;
  }

  /** Scores one text where there are no cases. */
  @FunctionalInterface
  public interface Scorer {
    Grade grade(String text) throws Exception;
  }

  public TextTask {
    texts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(texts));
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
    if (texts.isEmpty())
      throw new BadInput(
          "Task '%s' has no text. Give at least one, empty if need be.".formatted(name));
    if (refinements < 0 || refinements > 0 && texts.containsKey(REFINER))
      throw new BadInput(
          "Task '%s': refinements=%d must be 0 or more, and no text of its own may be called '%s' then."
              .formatted(name, refinements, REFINER));
  }

  /** One text that is scored as it is. */
  public static TextTask of(String name, String text, Scorer scorer) {
    return of(
        name, one("text", text), (texts, _, _) -> scorer.grade(texts.getOrDefault("text", "")));
  }

  /** Several texts that are scored together, as they are until cases are given. */
  public static TextTask of(String name, SequencedMap<String, String> texts, Evaluator evaluator) {
    return new TextTask(name, texts, evaluator, "", "", NO_CASE, NO_CASE, List.of(), 0);
  }

  public TextTask withObjective(String text) {
    return new TextTask(
        name, texts, evaluator, text, background, train, validation, test, refinements);
  }

  public TextTask withBackground(String text) {
    return new TextTask(
        name, texts, evaluator, objective, text, train, validation, test, refinements);
  }

  /** Cases that are all to be solved: texts are written by them and selected by them. */
  public TextTask withCases(List<Example> cases) {
    return withCases(cases, cases);
  }

  /** Texts are written by some cases and selected by others, so that they hold for unseen ones. */
  public TextTask withCases(List<Example> train, List<Example> validation) {
    return new TextTask(
        name, texts, evaluator, objective, background, train, validation, test, refinements);
  }

  /** Has the judge's model refine the texts for each case so often at most; the best counts. */
  public TextTask withRefinements(int times) {
    return new TextTask(
        name, texts, evaluator, objective, background, train, validation, test, times);
  }

  /** Cases that are measured once, at the end. */
  public TextTask withTest(List<Example> cases) {
    return new TextTask(
        name, texts, evaluator, objective, background, train, validation, cases, refinements);
  }

  /**
   * The task for a {@link Run}; its program has one slot for each text.
   *
   * @throws BadInput when a text is empty and no objective tells how to write it
   */
  public Task<Values, Values> task() {
    if (objective.isBlank() && texts.values().stream().anyMatch(String::isBlank))
      throw new BadInput(
          "Task '%s' has an empty text and no objective to write it from. Give one of them."
              .formatted(name));
    var purpose =
        Stream.of(objective, background)
            .filter(t -> !t.isBlank())
            .collect(Collectors.joining("\n\n"));
    var slots = new ArrayList<Predictor<Values, Values>>();
    texts.forEach((slot, text) -> slots.add(Predictor.text(slot, Prompt.of(text), purpose)));
    Metric<Values, Values> metric =
        (input, expected, actual, _) -> evaluator.grade(plain(actual), input, expected);
    if (refinements > 0) {
      slots.add(Predictor.text(REFINER, Prompt.of(Refined.INSTRUCTIONS), REFINING));
      metric =
          Refined.of(
              (input, expected, actual, _) -> graded(plain(actual), input, expected),
              List.copyOf(texts.keySet()),
              refinements,
              Optional.of(REFINER));
    }
    return Task.of(name, Program.ofTexts(slots), metric, train, validation, test);
  }

  /** What cannot be scored is worth nothing, so that one bad rewriting costs no good score. */
  private Grade graded(Map<String, String> some, Values input, Values expected)
      throws InterruptedException {
    try {
      return evaluator.grade(some, input, expected);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return Grade.of(0, "Failed: " + e.getMessage());
    }
  }

  private static Map<String, String> plain(Values texts) {
    var map = new LinkedHashMap<String, String>();
    texts.map().keySet().forEach(name -> map.put(name, texts.text(name)));
    return map;
  }

  private static SequencedMap<String, String> one(String name, String text) {
    var map = new LinkedHashMap<String, String>();
    map.put(name, text);
    return map;
  }
}
