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
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Demos for each slot, every one with the example it came from, so that no example is ever answered
 * with its own solution in sight.
 *
 * @param bare the prompts without demos
 * @param nearest how many of them a question is shown, those most like it; all of them when empty
 */
record DemoSet(Candidate bare, SortedMap<String, List<Sourced>> demos, OptionalInt nearest) {

  DemoSet {
    demos = Collections.unmodifiableSortedMap(new TreeMap<>(demos));
  }

  /** A demo and its origin. */
  record Sourced(Demo demo, Example source) {
    boolean from(Example example) {
      return source.id().equals(example.id()) || source.input().equals(example.input());
    }
  }

  /** No demos yet. */
  static DemoSet of(Candidate bare) {
    return new DemoSet(bare, new TreeMap<>(), OptionalInt.empty());
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

  /** The demos that a list of examples gives to one slot. */
  static List<Sourced> labelled(Predictor<?, ?> predictor, List<Example> examples) {
    return examples.stream().flatMap(e -> labelled(predictor, e).stream()).toList();
  }

  DemoSet with(String slot, List<Sourced> list) {
    var next = new TreeMap<>(demos);
    next.put(slot, List.copyOf(list));
    return new DemoSet(bare, next, nearest);
  }

  /** The same demos, of which each question is shown the {@code k} most like it. */
  DemoSet nearest(int k) {
    return new DemoSet(bare, demos, OptionalInt.of(k));
  }

  int size() {
    return demos.values().stream().mapToInt(List::size).sum();
  }

  Candidate candidate() {
    var full = bare;
    for (var slot : demos.keySet()) {
      var list = demos.getOrDefault(slot, List.of()).stream().map(Sourced::demo).toList();
      full =
          nearest.isEmpty() || list.isEmpty()
              ? full.withDemos(slot, list)
              : full.with(slot, p -> p.withNearest(nearest.getAsInt(), list));
    }
    return full;
  }

  private boolean shows(Example example) {
    return demos.values().stream().flatMap(List::stream).anyMatch(d -> d.from(example));
  }

  private Candidate without(Example example) {
    var rest = new TreeMap<String, List<Sourced>>();
    demos.forEach(
        (slot, list) -> rest.put(slot, list.stream().filter(d -> !d.from(example)).toList()));
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
