package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Demo;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Prompt;
import dev.hone.core.Session;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Task;
import dev.hone.testkit.Question;
import dev.hone.testkit.Rig;
import dev.hone.testkit.RiggedTask;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeanDemosTest {

  @Test
  void where_only_demos_help_demos_are_found() {
    var outcome =
        Rig.of(RiggedTask.oneSlot())
            .withBudget(Budget.rollouts(120))
            .withAnswers(usual ->
                request -> {
                  var question = Question.of(request);
                  boolean bare = question.input().has("item") && question.demos().size() < 2;
                  return bare ? "{\"group\": \"none\"}" : usual.apply(request);
                })
            .optimize(Optimizers.of("lean-reflective", Map.of("maxDemos", 8)));
    List<Demo> shown = outcome.result().best().at("group").demos();
    assertThat(shown).hasSizeGreaterThanOrEqualTo(2);
    assertThat(outcome.events().of(Event.Accepted.class)).isNotEmpty();
    assertThat(outcome.result().improved()).isTrue();
  }

  /** A student that many demos confuse, so that it is right only about families it is shown. */
  private static Rig.Outcome confused(boolean nearest) {
    return Rig.of(RiggedTask.oneSlot())
        .withBudget(Budget.rollouts(200))
        .withAnswers(usual ->
            request -> {
              var question = Question.of(request);
              int demos = question.demos().size();
              boolean lost = question.input().has("item") && (demos == 0 || demos > 2);
              return lost ? "{\"group\": \"none\"}" : usual.apply(request);
            })
        .optimize(Optimizers.of("lean-reflective", Map.of("maxDemos", 8, "nearest", nearest)));
  }

  @Test
  void where_every_question_needs_demos_of_its_own_they_are_chosen_by_likeness() {
    var alike = confused(true).result().best().at("group");
    assertThat(alike.nearest()).hasValue(2);
    assertThat(alike.demos()).hasSizeGreaterThan(8);
    assertThat(confused(false).result().best().at("group").nearest()).isEmpty();
  }

  private static Task<Values, Values> task(
      Program<Values, Values> program, boolean validationIsTraining) {
    var whole = RiggedTask.oneSlot();
    return Task.of(
        "own",
        program,
        whole.metric(),
        whole.train(),
        validationIsTraining ? whole.train() : whole.validation(),
        List.of());
  }

  private static List<Prompt> proposed(Rig.Outcome outcome, String slot) {
    return outcome.events().of(Event.Proposed.class).stream()
        .map(p -> p.prompts().at(slot))
        .filter(p -> !p.demos().isEmpty())
        .toList();
  }

  @Test
  void only_a_slot_that_is_asked_what_the_example_says_chooses_by_likeness() {
    var outcome =
        Rig.of(RiggedTask.threeSlots())
            .withBudget(Budget.rollouts(300))
            .optimize(Optimizers.of("lean-reflective", Map.of("exploration", 1.0)));
    assertThat(proposed(outcome, "group")).anyMatch(p -> p.nearest().isPresent());
    assertThat(proposed(outcome, "sign")).isNotEmpty().noneMatch(p -> p.nearest().isPresent());
  }

  @Test
  void a_program_that_rewrites_its_question_gets_fixed_sets() {
    var usual = RiggedTask.oneSlot().program();
    var loud =
        new Program<Values, Values>() {
          @Override
          public Values run(Values input, Session session) throws Exception {
            return usual.run(
                input.with("item", input.text("item").toUpperCase(Locale.ROOT)), session);
          }

          @Override
          public List<Predictor<?, ?>> predictors() {
            return usual.predictors();
          }
        };
    var outcome =
        Rig.of(task(loud, false))
            .withBudget(Budget.rollouts(200))
            .optimize(Optimizers.of("lean-reflective", Map.of("exploration", 1.0)));
    assertThat(proposed(outcome, "group")).isNotEmpty().noneMatch(p -> p.nearest().isPresent());
  }

  @Test
  void where_validation_is_training_demos_are_chosen_and_no_question_is_shown_its_own_solution() {
    var outcome =
        Rig.of(task(RiggedTask.oneSlot().program(), true))
            .withBudget(Budget.rollouts(200))
            .optimize(Optimizers.of("lean-reflective", Map.of("exploration", 1.0)));
    assertThat(proposed(outcome, "group")).isNotEmpty().allMatch(p -> p.nearest().isPresent());
    assertThat(outcome.givenAway()).isEmpty();
  }
}
