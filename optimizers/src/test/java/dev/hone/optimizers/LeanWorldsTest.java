package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Grade;
import dev.hone.core.Metric;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Roles;
import dev.hone.engine.Run;
import dev.hone.engine.RunResult;
import dev.hone.engine.Task;
import dev.hone.lm.MarkersAdapter;
import dev.hone.testkit.SimulatedOptions;
import dev.hone.testkit.SimulatedWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The search in simulated worlds, where the truth is known. */
class LeanWorldsTest {

  private record Outcome(
      double seed, double best, long rollouts, RunResult result, List<Event.Decision> decisions) {}

  private static Outcome run(
      SimulatedOptions options, Metric<Values, Values> metric, long budget, int ahead) {
    var world = SimulatedWorld.of(options);
    var student = world.student();
    var whole = world.task();
    var task =
        Task.of(
            whole.name(), whole.program(), metric, whole.train(), whole.validation(), List.of());
    var format = new MarkersAdapter();
    var decisions = new ArrayList<Event.Decision>();
    var result =
        Run.of(task, Roles.of(student, format).withTeacher(world.teacher(), format))
            .withBudget(Budget.rollouts(budget))
            .withSeed(options.seed())
            .withListener(r -> {
              if (r.event() instanceof Event.Decision d) decisions.add(d);
            })
            .optimize(Optimizers.of("lean-reflective", Map.of("ahead", ahead)));
    return new Outcome(
        world.trueScore(result.seed(), SimulatedWorld.Split.TEST),
        world.trueScore(result.best(), SimulatedWorld.Split.TEST),
        student.taskCalls() / task.program().predictors().size(),
        result,
        decisions);
  }

  private static Metric<Values, Values> rightOrWrong(SimulatedOptions options) {
    return SimulatedWorld.of(options).task().metric();
  }

  @Test
  void a_graded_metric_that_never_says_wholly_right_or_wrong_is_climbed_too() {
    var options = new SimulatedOptions().withSeed(42);
    var strict = rightOrWrong(options);
    Metric<Values, Values> graded =
        (input, expected, actual, trace) -> {
          var grade = strict.grade(input, expected, actual, trace);
          return Grade.of(0.2 + 0.6 * grade.score(), grade.feedback());
        };
    var outcome = run(options, graded, 400, 3);
    assertThat(outcome.best()).isGreaterThan(outcome.seed() + 0.3);
  }

  @Test
  void several_slots_are_rewritten_in_one_search() {
    var options = new SimulatedOptions().withSeed(43).with("components", 2);
    var outcome = run(options, rightOrWrong(options), 500, 3);
    var seed = outcome.result().seed();
    assertThat(outcome.result().best().slots())
        .allSatisfy((slot, prompt) -> assertThat(prompt).isNotEqualTo(seed.at(slot)));
    assertThat(outcome.best()).isGreaterThan(outcome.seed() + 0.3);
  }

  @Test
  void no_rollout_is_run_above_the_budget_however_many_steps_are_under_way() {
    var options = new SimulatedOptions().hard().withSeed(44);
    for (int ahead : List.of(1, 3, 8))
      for (long budget : List.of(121L, 150L, 233L))
        assertThat(run(options, rightOrWrong(options), budget, ahead).rollouts())
            .as("%d steps ahead", ahead)
            .isLessThanOrEqualTo(budget);
  }

  @Test
  void questions_are_asked_before_earlier_ones_are_decided() {
    var options = new SimulatedOptions().withSeed(45);
    assertThat(mostOpen(run(options, rightOrWrong(options), 300, 1))).isEqualTo(1);
    assertThat(mostOpen(run(options, rightOrWrong(options), 300, 3))).isGreaterThan(1);
  }

  /** How many times a parent was chosen in a row before a challenger was proposed. */
  private static int mostOpen(Outcome outcome) {
    int most = 0;
    int open = 0;
    for (var decision : outcome.decisions()) {
      if (decision instanceof Event.ParentSelected) most = Math.max(most, ++open);
      if (decision instanceof Event.Proposed || decision instanceof Event.ProposalFailed) open = 0;
    }
    return most;
  }
}
