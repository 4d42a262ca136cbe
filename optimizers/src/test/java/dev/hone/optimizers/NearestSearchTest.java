package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Demo;
import dev.hone.core.Example;
import dev.hone.core.Prompt;
import dev.hone.core.Values;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Task;
import dev.hone.testkit.Question;
import dev.hone.testkit.Rig;
import dev.hone.testkit.RiggedTask;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What {@code knn-few-shot} shows. */
class NearestSearchTest {

  private static Prompt proposed(Rig.Outcome outcome, String slot) {
    return outcome.events().of(Event.Proposed.class).getLast().prompts().at(slot);
  }

  private static long trained(Rig.Outcome outcome) {
    return outcome.events().of(Event.RolloutFinished.class).stream()
        .filter(r -> r.split().equals("train"))
        .count();
  }

  private static Task<Values, Values> validatedByTraining(
      Task<Values, Values> whole, List<Example> train) {
    return Task.of("shared", whole.program(), whole.metric(), train, train, List.of());
  }

  @Test
  void labels_that_tell_all_are_shown_without_a_rollout_and_never_to_their_own_question() {
    var own = new ConcurrentLinkedQueue<String>();
    var whole = RiggedTask.oneSlot();
    var outcome =
        Rig.of(validatedByTraining(whole, whole.train()))
            .withAnswers(usual ->
                request -> {
                  var question = Question.of(request);
                  if (question.demos().stream().anyMatch(d -> d.input().equals(question.input())))
                    own.add(question.input().text("item"));
                  return usual.apply(request);
                })
            .optimize(Optimizers.of("knn-few-shot", Map.of("k", 3)));
    assertThat(trained(outcome)).isZero();
    assertThat(own).isEmpty();
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
    assertThat(trained(solved)).isEqualTo(24);
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
    assertThat(trained(labelled)).isZero();
    assertThat(proposed(labelled, "sign").demos()).isEmpty();
  }
}
