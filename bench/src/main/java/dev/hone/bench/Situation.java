package dev.hone.bench;

import dev.hone.engine.Interval;
import dev.hone.engine.Plan;
import dev.hone.engine.Statistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about a task before a method is chosen.
 *
 * @param metric whether there is one
 * @param data whether there is any
 * @param labels whether examples carry what they are to be graded by
 * @param student as its specification; empty when none is named
 * @param smallTeacher whether prompts would be written by an embedded model
 * @param rollouts the budget a person has set
 * @param baseline of the start on validation examples, when it was measured
 * @param unsteady whether asking again changes scores so much that no gain could be seen
 */
public record Situation(
    String task,
    boolean metric,
    boolean data,
    boolean labels,
    Plan.Shape shape,
    String student,
    boolean smallTeacher,
    Optional<Long> rollouts,
    Optional<Goal> goal,
    Optional<Interval> baseline,
    boolean unsteady) {

  /** So many examples put right, and none put wrong, pass a test at 5 %. */
  private static final int FEWEST_CHANGES = 6;

  /** A task of which nothing is known but its name. */
  public static Situation of(String task) {
    return new Situation(
        task,
        true,
        true,
        true,
        new Plan.Shape(0, 0, 1),
        "",
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  public Situation withMetric(boolean next) {
    return new Situation(
        task, next, data, labels, shape, student, smallTeacher, rollouts, goal, baseline, unsteady);
  }

  public Situation withData(boolean next) {
    return new Situation(
        task,
        metric,
        next,
        labels,
        shape,
        student,
        smallTeacher,
        rollouts,
        goal,
        baseline,
        unsteady);
  }

  public Situation withLabels(boolean next) {
    return new Situation(
        task, metric, data, next, shape, student, smallTeacher, rollouts, goal, baseline, unsteady);
  }

  public Situation withShape(Plan.Shape next) {
    return new Situation(
        task,
        metric,
        data,
        labels,
        next,
        student,
        smallTeacher,
        rollouts,
        goal,
        baseline,
        unsteady);
  }

  public Situation withModels(String nextStudent, boolean nextSmallTeacher) {
    return new Situation(
        task,
        metric,
        data,
        labels,
        shape,
        nextStudent,
        nextSmallTeacher,
        rollouts,
        goal,
        baseline,
        unsteady);
  }

  public Situation withRollouts(long next) {
    return new Situation(
        task,
        metric,
        data,
        labels,
        shape,
        student,
        smallTeacher,
        Optional.of(next),
        goal,
        baseline,
        unsteady);
  }

  public Situation withGoal(Optional<Goal> next) {
    return new Situation(
        task,
        metric,
        data,
        labels,
        shape,
        student,
        smallTeacher,
        rollouts,
        next,
        baseline,
        unsteady);
  }

  /**
   * With what the start scored.
   *
   * @param first its scores, at least one
   * @param again what the same questions scored when they were asked a second time, in the same
   *     order; empty when they were not
   */
  public Situation withBaseline(double[] first, double[] again) {
    var interval = Statistics.mean(first);
    double squares = 0;
    for (int i = 0; i < again.length; i++) squares += (again[i] - first[i]) * (again[i] - first[i]);
    double spread = again.length == 0 ? 0 : Math.sqrt(squares / again.length);
    boolean lost = Power.detectable(Math.max(1, shape.validation()), spread) > 1 - interval.mean();
    return new Situation(
        task,
        metric,
        data,
        labels,
        shape,
        student,
        smallTeacher,
        rollouts,
        goal,
        Optional.of(interval),
        spread > 0 && lost);
  }

  /** How often the budget covers the validation examples; without a budget, without end. */
  double passes() {
    return rollouts
        .map(r -> (double) r / Math.max(1, shape.validation()))
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** Points below a perfect score, as a share; all when nothing was measured. */
  double room() {
    return baseline.map(b -> 1 - b.mean()).orElse(1.0);
  }

  /** Whether a perfect prompt could be told from the start by the validation examples at all. */
  boolean provable() {
    return Math.round(room() * shape.validation()) >= FEWEST_CHANGES;
  }

  /** What rules may ask for, by name. */
  Map<String, Object> facts() {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("goal", goal.map(Goal::text).orElse("none"));
    facts.put("metric", yes(metric));
    facts.put("data", yes(data));
    facts.put("labels", yes(labels));
    facts.put("train", (double) shape.train());
    facts.put("validation", (double) shape.validation());
    facts.put("slots", (double) shape.slots());
    facts.put("passes", passes());
    facts.put("teacher", smallTeacher ? "small" : "large");
    facts.put("baseline", baseline.map(Interval::mean).orElse(Double.NaN));
    facts.put("provable", yes(provable()));
    facts.put("unsteady", yes(unsteady));
    return facts;
  }

  private static String yes(boolean fact) {
    return fact ? "yes" : "no";
  }
}
