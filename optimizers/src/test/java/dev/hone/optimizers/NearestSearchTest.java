package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Demo;
import dev.hone.core.Example;
import dev.hone.core.Prompt;
import dev.hone.core.Values;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Task;
import dev.hone.testkit.Rig;
import dev.hone.testkit.RiggedTask;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code knn-few-shot} shows. */
class NearestSearchTest {

  private static Prompt proposed(Rig.Outcome outcome, String slot) {
    return outcome.events().of(Event.Proposed.class).getLast().prompts().at(slot);
  }

  @Test
  void labels_that_tell_all_are_shown_without_a_rollout_and_never_to_their_own_question() {
    var whole = RiggedTask.oneSlot();
    var shared =
        Task.of("shared", whole.program(), whole.metric(), whole.train(), whole.train(), List.of());
    var outcome = Rig.of(shared).optimize(Optimizers.of("knn-few-shot", Map.of("k", 3)));
    assertThat(outcome.rollouts("train")).isZero();
    assertThat(outcome.givenAway()).isEmpty();
    assertThat(outcome.result().best().at("group").nearest()).hasValue(3);
    assertThat(outcome.result().best().at("group").demos()).hasSize(24);
  }

  @Test
  void a_teacher_solves_what_labels_leave_out_unless_it_is_not_to() {
    var whole = RiggedTask.threeSlots();
    var train =
        whole.train().stream()
            .map(e -> Example.of(e.input(), Values.of("group", e.expected().text("group"))))
            .toList();
    var task =
        Task.of("part", whole.program(), whole.metric(), train, whole.validation(), List.of());
    var solved = Rig.of(task).optimize(Optimizers.of("knn-few-shot", Map.of("k", 2)));
    assertThat(solved.rollouts("train")).isEqualTo(24);
    assertThat(proposed(solved, "group").nearest()).hasValue(2);
    assertThat(proposed(solved, "group").demos())
        .hasSize(24)
        .noneMatch(d -> d instanceof Demo.Solved s && s.bootstrapped());
    assertThat(proposed(solved, "sign").nearest()).isEmpty();
    assertThat(proposed(solved, "sign").demos())
        .hasSize(2)
        .allMatch(d -> d instanceof Demo.Solved s && s.bootstrapped());

    var labelled =
        Rig.of(task).optimize(Optimizers.of("knn-few-shot", Map.of("k", 2, "bootstrap", false)));
    assertThat(labelled.rollouts("train")).isZero();
    assertThat(proposed(labelled, "sign").demos()).isEmpty();
  }
}
