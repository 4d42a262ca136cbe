package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Demo;
import dev.hone.core.Example;
import dev.hone.core.Predictor;
import dev.hone.engine.Conditions;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Demos for each slot, every one with the example it came from, so that no example is ever answered
 * with its own solution in sight.
 *
 * @param bare the prompts without demos
 * @param nearest the slots in which a question is shown only so many of them, those most like it,
 *     and never the example at hand
 */
record DemoSet(
    Candidate bare, SortedMap<String, List<Sourced>> demos, SortedMap<String, Integer> nearest) {

  DemoSet {
    demos = Collections.unmodifiableSortedMap(new TreeMap<>(demos));
    nearest = Collections.unmodifiableSortedMap(new TreeMap<>(nearest));
  }

  /** A demo and its origin. */
  record Sourced(Demo demo, Example source) {
    boolean from(Example example) {
      return source.id().equals(example.id()) || source.input().equals(example.input());
    }
  }

  /** No demos yet. */
  static DemoSet of(Candidate bare) {
    return new DemoSet(bare, new TreeMap<>(), new TreeMap<>());
  }

  /** The seed's prompts with all demos taken out. */
  static DemoSet empty(Study study) {
    var bare = study.seed();
    for (var predictor : study.predictors()) bare = bare.withDemos(predictor.slot(), List.of());
    return of(bare);
  }

  /**
   * An example as a demo of one slot: what it tells of the slot's fields. Empty when it tells no
   * input or no output of the slot.
   */
  static Optional<Sourced> labelled(Predictor<?, ?> predictor, Example example) {
    var input = example.expected().merge(example.input()).only(predictor.signature().inputs());
    var output = example.expected().only(predictor.signature().outputs());
    return input.map().isEmpty() || output.map().isEmpty()
        ? Optional.empty()
        : Optional.of(new Sourced(new Demo.Solved(input, output, false), example));
  }

  /** Whether an example tells every output of a slot, so that nobody need solve it first. */
  static boolean complete(Predictor<?, ?> predictor, Example example) {
    return labelled(predictor, example).isPresent()
        && predictor.signature().outputs().stream().allMatch(f -> example.expected().has(f.name()));
  }

  /**
   * The label where it tells every output of a slot, else how the example was solved, if it was.
   */
  static Optional<Sourced> told(
      Predictor<?, ?> predictor, Example example, Optional<Sourced> solved) {
    var label = labelled(predictor, example);
    return complete(predictor, example) ? label : solved.or(() -> label);
  }

  /**
   * Whether a slot was asked, in all of these rollouts, nothing but what the example says. Then an
   * example is known by its inputs, and can be kept from its own solution whatever is shown.
   */
  static boolean askedAsTold(Predictor<?, ?> predictor, List<Rollout> rollouts) {
    var inputs = predictor.signature().inputs();
    boolean asked = false;
    for (var rollout : rollouts)
      for (var step : rollout.trace().at(predictor.slot())) {
        asked = true;
        var told = rollout.example().input();
        if (!inputs.stream().allMatch(f -> step.input().text(f.name()).equals(told.text(f.name()))))
          return false;
      }
    return asked && !inputs.isEmpty();
  }

  /** The demos that a list of examples gives to one slot. */
  static List<Sourced> labelled(Predictor<?, ?> predictor, List<Example> examples) {
    return examples.stream().flatMap(e -> labelled(predictor, e).stream()).toList();
  }

  DemoSet with(String slot, List<Sourced> list) {
    var next = new TreeMap<>(demos);
    next.put(slot, List.copyOf(list));
    return new DemoSet(bare, next, nearest);
  }

  /** The same demos, of those of one slot only the {@code k} most like the question. */
  DemoSet nearest(String slot, int k) {
    var next = new TreeMap<>(nearest);
    next.put(slot, k);
    return new DemoSet(bare, demos, next);
  }

  int size() {
    return demos.values().stream().mapToInt(List::size).sum();
  }

  Candidate candidate() {
    var full = bare;
    for (var entry : demos.entrySet()) {
      var list = entry.getValue().stream().map(Sourced::demo).toList();
      var k = nearest.get(entry.getKey());
      full = full.with(entry.getKey(), p -> k == null ? p.withDemos(list) : p.withNearest(k, list));
    }
    return full;
  }

  private boolean shows(Example example) {
    return demos.entrySet().stream()
        .filter(e -> !nearest.containsKey(e.getKey()))
        .anyMatch(e -> e.getValue().stream().anyMatch(d -> d.from(example)));
  }

  private Candidate without(Example example) {
    var rest = new TreeMap<>(demos);
    rest.replaceAll((slot, list) ->
        nearest.containsKey(slot) ? list : list.stream().filter(d -> !d.from(example)).toList());
    return new DemoSet(bare, rest, nearest).candidate();
  }

  boolean leaksInto(List<Example> examples) {
    return examples.stream().anyMatch(this::shows);
  }

  /** Runs each example without the demos that came from it; the rollouts are in example order. */
  Evaluation evaluate(Study study, List<Example> examples, Conditions conditions) {
    var full = candidate();
    var variants = new LinkedHashMap<Candidate, List<Example>>();
    for (var example : examples)
      variants
          .computeIfAbsent(shows(example) ? without(example) : full, _ -> new ArrayList<>())
          .add(example);
    if (variants.keySet().equals(Set.of(full))) return study.evaluate(full, examples, conditions);
    var byExample = new HashMap<String, Rollout>();
    var evaluations =
        study.map(
            List.copyOf(variants.entrySet()),
            v -> study.evaluate(v.getKey(), v.getValue(), conditions));
    for (var evaluation : evaluations)
      for (var rollout : evaluation.rollouts()) byExample.put(rollout.example().id(), rollout);
    return new Evaluation(
        full, examples.stream().map(e -> Objects.requireNonNull(byExample.get(e.id()))).toList());
  }
}
