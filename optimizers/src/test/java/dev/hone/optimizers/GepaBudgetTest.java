package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.hone.engine.Optimizers;
import dev.hone.engine.Plan;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GepaBudgetTest {

  @Test
  void automatic_budgets_are_those_of_the_source() {
    assertThat(GepaBudget.automatic(Gepa.Auto.LIGHT, 100, 1)).isEqualTo(780);
    assertThat(GepaBudget.automatic(Gepa.Auto.MEDIUM, 100, 1)).isEqualTo(1190);
    assertThat(GepaBudget.automatic(Gepa.Auto.HEAVY, 100, 1)).isEqualTo(1735);
  }

  @Test
  void a_run_s_limit_takes_the_place_of_the_automatic_one() {
    var shape = new Plan.Shape(60, 60, 1);
    assertThat(new Gepa().plan(shape).maxRollouts()).isEqualTo(620);
    assertThat(new Gepa().plan(shape.withRollouts(1_500)).maxRollouts()).isEqualTo(1_500);
    var own = Optimizers.of("gepa", Map.of("maxMetricCalls", 300));
    assertThat(own.plan(shape.withRollouts(1_500)).maxRollouts()).isEqualTo(300);
    assertThat(own.plan(shape.withRollouts(200)).maxRollouts()).isEqualTo(200);
  }

  @Test
  void what_is_likely_is_near_what_simulated_worlds_took() {
    var shape = new Plan.Shape(60, 60, 1);
    for (var measured : Map.of(600L, 19.3, 1_500L, 50.3, 3_000L, 95.2).entrySet())
      assertThat((double) likely(shape.withRollouts(measured.getKey())).teacherCalls())
          .isCloseTo(measured.getValue(), withinPercentage(20));
  }

  @Test
  void a_budget_for_fewer_than_three_rewritings_is_remarked_upon() {
    var shape = new Plan.Shape(100, 100, 1);
    assertThat(likely(shape.withRollouts(417)).remark())
        .contains("hardly room for 3 rounds", "of 417 rollouts", "up to 106", "Allow 418");
    assertThat(likely(shape.withRollouts(418)).remark()).isEmpty();
    assertThat(likely(shape.withRollouts(50)).teacherCalls()).isZero();
  }

  @Test
  void where_training_examples_are_validated_too_a_rewriting_costs_less() {
    var only = new Plan.Shape(1, 1, 1, 1, false, 4);
    assertThat(likely(only).remark()).isEmpty();
    assertThat(likely(only.withRollouts(3)).remark()).contains("Allow 4 rollouts");
    assertThat(likely(only.withRollouts(60)).teacherCalls()).isEqualTo(59);
    var eight = (Gepa) Optimizers.of("gepa", Map.of("parents", 8));
    var plan = eight.plan(new Plan.Shape(60, 60, 1).withRollouts(600));
    assertThat(plan.likely().orElseThrow().teacherCalls()).isBetween(16L, 24L);
  }

  @Test
  void lean_reflective_tells_what_is_likely_within_a_limit_only() {
    var shape = new Plan.Shape(60, 60, 1);
    assertThat(new LeanReflective().plan(shape).likely()).isEmpty();
    var likely = new LeanReflective().plan(shape.withRollouts(600)).likely().orElseThrow();
    assertThat((double) likely.teacherCalls()).isCloseTo(52.7, withinPercentage(20));
    var written = new WrittenStart(new LeanReflective()).plan(shape.withRollouts(600));
    assertThat(written.likely().orElseThrow().teacherCalls()).isEqualTo(likely.teacherCalls() + 1);
  }

  private static Plan.Likely likely(Plan.Shape shape) {
    return new Gepa().plan(shape).likely().orElseThrow();
  }

  @Test
  void a_limit_of_its_own_comes_first() {
    var calls = (Gepa) Optimizers.of("gepa", Map.of("maxMetricCalls", 90, "maxFullEvals", 3));
    var passes = (Gepa) Optimizers.of("gepa", Map.of("maxFullEvals", 3));
    assertThat(GepaBudget.limit(calls, 20, 30, 1)).isEqualTo(90);
    assertThat(GepaBudget.limit(passes, 20, 30, 1)).isEqualTo(150);
    assertThat(GepaBudget.limit(new Gepa(), 20, 100, 1)).isEqualTo(780);
  }
}
