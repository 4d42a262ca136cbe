package dev.hone.optimizers;

import dev.hone.core.Demo;
import dev.hone.core.Example;
import dev.hone.core.Trace;
import dev.hone.engine.Conditions;
import dev.hone.engine.Event;
import dev.hone.engine.Role;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Lets a teacher program solve training examples and turns the steps of each success into demos.
 *
 * <p>A batch is no larger than the successes still missing, so its examples are those that a search
 * one by one would have run too: it can only be complete when all of them were tried.
 *
 * @param threshold the score from which a rollout is a success; empty means any score above 0
 * @param rounds tries per example; from the second on at temperature 1
 * @param maxErrors rollouts without a grade after which no more examples are tried; 0 for no limit
 * @param role whose model runs the program
 */
record Bootstrap(Optional<Double> threshold, int rounds, int maxErrors, Role role) {

  /** Most examples at once; errors are counted in between. */
  private static final int MOST = 32;

  /** A solved example with one demo for each slot that took part. */
  record Success(Rollout rollout, Map<String, DemoSet.Sourced> demos) {}

  /** The first {@code wanted} successes in the order of {@code examples}. */
  List<Success> collect(
      Study study, DemoSet teacher, List<Example> examples, int wanted, RandomGenerator random) {
    var successes = new ArrayList<Success>();
    int errors = 0;
    int next = 0;
    while (successes.size() < wanted && next < examples.size()) {
      var batch =
          examples.subList(
              next, Math.min(examples.size(), next + Math.min(MOST, wanted - successes.size())));
      next += batch.size();
      var solved = new HashMap<String, Rollout>();
      var pending = batch;
      for (int round = 0; round < rounds && !pending.isEmpty(); round++) {
        for (var rollout : teacher.evaluate(study, pending, conditions(round)).rollouts()) {
          if (rollout.status() != Rollout.Status.OK) errors++;
          else if (succeeded(rollout)) solved.put(rollout.example().id(), rollout);
        }
        pending = pending.stream().filter(e -> !solved.containsKey(e.id())).toList();
      }
      for (var example : batch) {
        var rollout = solved.get(example.id());
        if (rollout != null) successes.add(new Success(rollout, demos(study, rollout, random)));
      }
      if (maxErrors > 0 && errors >= maxErrors) {
        study.note(
            new Event.Noted(
                "warning",
                "bootstrapping stopped",
                "%d rollouts ended without a grade; maxErrors is %d. %d of %d demos were found."
                    .formatted(errors, maxErrors, successes.size(), wanted),
                List.of()));
        break;
      }
    }
    return List.copyOf(successes);
  }

  /**
   * Bootstrapped demos first, then labelled examples that were not bootstrapped, as many as still
   * fit under {@code maxLabeled}.
   */
  static DemoSet fill(
      Study study, List<Success> successes, int maxLabeled, RandomGenerator random) {
    var used = successes.stream().map(s -> s.rollout().example().id()).toList();
    var rest = study.train().stream().filter(e -> !used.contains(e.id())).toList();
    var set = DemoSet.empty(study);
    for (var predictor : study.predictors()) {
      var demos = new ArrayList<DemoSet.Sourced>();
      for (var success : successes) {
        var demo = success.demos().get(predictor.slot());
        if (demo != null) demos.add(demo);
      }
      int labels = Math.max(0, maxLabeled - demos.size());
      demos.addAll(Draw.some(DemoSet.labelled(predictor, rest), labels, random));
      set = set.with(predictor.slot(), demos);
    }
    return set;
  }

  /** The keys of the rollouts that the demos were taken from. */
  static List<String> evidence(List<Success> successes) {
    return successes.stream().map(s -> s.rollout().key()).toList();
  }

  private Conditions conditions(int round) {
    var first = Conditions.USUAL.withRole(role);
    return round == 0 ? first : first.withSample(round).withTemperature(1);
  }

  private boolean succeeded(Rollout rollout) {
    return threshold.isPresent() ? rollout.score() >= threshold.get() : rollout.score() > 0;
  }

  private static Map<String, DemoSet.Sourced> demos(
      Study study, Rollout rollout, RandomGenerator random) {
    var demos = new LinkedHashMap<String, DemoSet.Sourced>();
    for (var predictor : study.predictors()) {
      var steps = rollout.trace().at(predictor.slot()).stream().filter(Bootstrap::usable).toList();
      if (steps.isEmpty()) continue;
      var step = one(steps, random);
      var demo = new Demo.Solved(step.input(), step.output(), true);
      demos.put(predictor.slot(), new DemoSet.Sourced(demo, rollout.example()));
    }
    return demos;
  }

  private static boolean usable(Trace.Step step) {
    return step.kind() == Trace.Kind.MODEL
        && step.error().isEmpty()
        && !step.output().map().isEmpty();
  }

  /** Of several calls of one slot the last, with probability one half; else one of the others. */
  static <T> T one(List<T> steps, RandomGenerator random) {
    return steps.size() == 1 || random.nextBoolean()
        ? steps.getLast()
        : steps.get(random.nextInt(steps.size() - 1));
  }
}
