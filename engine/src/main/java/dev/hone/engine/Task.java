package dev.hone.engine;

import dev.hone.core.BadInput;
import dev.hone.core.Codec;
import dev.hone.core.Example;
import dev.hone.core.Metric;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is to be improved: a program, how to judge it, and examples.
 *
 * @param in reads an example's input for the program
 * @param out reads an example's expected output for the metric, and writes the program's output
 * @param train examples an optimizer learns from
 * @param validation examples by which candidates are selected; may be the training examples
 * @param test examples no optimizer ever sees, measured once at the end; may be empty
 */
public record Task<I, O>(
    String name,
    Program<I, O> program,
    Codec<I> in,
    Codec<O> out,
    Metric<I, O> metric,
    List<Example> train,
    List<Example> validation,
    List<Example> test) {

  public Task {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
    if (validation.isEmpty())
      throw new BadInput(
          "Task '%s' has no validation examples. Give at least one; 30 or more tell candidates apart."
              .formatted(name));
    unique(name, "train", train);
    unique(name, "validation", validation);
    unique(name, "test", test);
    var known = new HashSet<String>();
    Stream.concat(train.stream(), validation.stream()).forEach(e -> known.add(e.id()));
    for (var e : test)
      if (known.contains(e.id()))
        throw new BadInput(
            "Task '%s': test example %s is also used for the search. Remove it from one of the splits."
                .formatted(name, e.id()));
  }

  /** A task over plain values. */
  public static Task<Values, Values> of(
      String name,
      Program<Values, Values> program,
      Metric<Values, Values> metric,
      List<Example> train,
      List<Example> validation,
      List<Example> test) {
    return new Task<>(
        name,
        program,
        Codec.values(List.of()),
        Codec.values(List.of()),
        metric,
        train,
        validation,
        test);
  }

  /** A task of one predictor over records. */
  public static <I, O> Task<I, O> of(
      Predictor<I, O> predictor,
      Metric<I, O> metric,
      List<Example> train,
      List<Example> validation,
      List<Example> test) {
    return new Task<>(
        predictor.slot(),
        Program.of(predictor),
        predictor.in(),
        predictor.out(),
        metric,
        train,
        validation,
        test);
  }

  private static void unique(String task, String split, List<Example> examples) {
    Set<String> seen = new HashSet<>();
    for (var e : examples)
      if (!seen.add(e.id()))
        throw new BadInput(
            "Task '%s': example %s occurs twice in %s. Remove one, or give it another id."
                .formatted(task, e.id(), split));
  }
}
