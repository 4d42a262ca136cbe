package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Demo;
import dev.hone.engine.Budget;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.Question;
import dev.hone.testkit.Rig;
import dev.hone.testkit.RiggedTask;
import java.util.List;
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
}
