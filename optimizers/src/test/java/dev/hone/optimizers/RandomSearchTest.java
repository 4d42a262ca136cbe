package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Candidate;
import dev.hone.core.Demo;
import dev.hone.core.Values;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Plan;
import dev.hone.engine.Task;
import dev.hone.testkit.Question;
import dev.hone.testkit.Rig;
import dev.hone.testkit.RiggedTask;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomSearchTest {

  private static BootstrapRandomSearch search(Map<String, ?> options) {
    return (BootstrapRandomSearch) Optimizers.of("bootstrap-random-search", options);
  }

  private static Task<Values, Values> task(boolean shared) {
    var whole = RiggedTask.oneSlot();
    return Task.of(
        "small",
        whole.program(),
        whole.metric(),
        whole.train(),
        shared ? whole.train() : whole.validation().subList(0, 10),
        List.of());
  }

  @Test
  void
      three_random_candidates_and_ten_validation_examples_cost_sixty_rollouts_and_the_bootstraps() {
    var outcome = Rig.of(task(false)).optimize(search(Map.of("numCandidates", 3)));
    var finished = outcome.events().of(Event.RolloutFinished.class);
    assertThat(finished.stream().filter(r -> r.split().equals("validation"))).hasSize(60);
    var bootstrapped = finished.stream().filter(r -> r.split().equals("train")).toList();
    assertThat(bootstrapped.stream().map(Event.RolloutFinished::example))
        .as("no example is bootstrapped twice")
        .doesNotHaveDuplicates();
    var plan = search(Map.of("numCandidates", 3)).plan(new Plan.Shape(24, 10, 1));
    assertThat(plan).isEqualTo(Plan.between(60 + 4, 60 + 24, 4, 24));
  }

  @Test
  void a_restricted_search_repeats_the_same_candidates() {
    var all = proposed(Map.of("numCandidates", 4));
    var some = proposed(Map.of("numCandidates", 4, "restrict", List.of(-1, 2)));
    assertThat(some).hasSize(2).containsExactly(all.get(1), all.get(4));
  }

  private static List<String> proposed(Map<String, ?> options) {
    return Rig.of(task(false)).optimize(search(options)).events().of(Event.Proposed.class).stream()
        .map(Event.Proposed::id)
        .toList();
  }

  @Test
  void a_score_that_is_good_enough_ends_the_search() {
    assertThat(proposed(Map.of("numCandidates", 9, "stopAtScore", 0.2))).hasSize(1);
    assertThat(proposed(Map.of("numCandidates", 9, "stopAtScore", 0)))
        .as("the seed itself is good enough")
        .isEmpty();
  }

  @Test
  void shared_examples_are_warned_of_and_scored_without_their_own_demos() {
    var leaks = new HashSet<String>();
    var outcome =
        Rig.of(task(true))
            .withParallel(1)
            .withAnswers(_ ->
                request -> {
                  var question = Question.of(request);
                  for (var demo : question.demos())
                    if (demo.input().equals(question.input())) {
                      leaks.add(question.input().text("item"));
                      return "{\"group\": \"%s\"}".formatted(demo.output().text("group"));
                    }
                  return "{\"group\": \"none\"}";
                })
            .optimize(search(Map.of("numCandidates", 2, "maxErrors", 0)));
    assertThat(outcome.events().of(Event.Noted.class).stream().map(Event.Noted::title))
        .containsExactly("validation shares examples with training");
    assertThat(leaks).isEmpty();
    assertThat(outcome.result().best()).isEqualTo(outcome.result().seed());
  }

  @Test
  void a_better_set_wins_on_shared_examples_too() {
    var task = task(true);
    var outcome = Rig.of(task).optimize(search(Map.of("numCandidates", 2)));
    assertThat(outcome.result().improved()).isTrue();
    var plan = search(Map.of("numCandidates", 2)).plan(Plan.Shape.of(task));
    assertThat(outcome.result().spent().rollouts()).isLessThanOrEqualTo(plan.maxRollouts());
  }

  @Test
  void demos_of_the_seed_are_dropped_and_count_as_a_candidate() {
    var task = task(false);
    var seed = Candidate.seedOf(task.program());
    var shown = seed.withDemos("group", List.of(Demo.of(task.train().getFirst())));
    var outcome = Rig.of(task).withStart(shown).optimize(search(Map.of("numCandidates", 0)));
    var first = outcome.events().of(Event.Proposed.class).getFirst();
    assertThat(first.operator()).isEqualTo("zero-shot");
    assertThat(first.prompts()).isEqualTo(seed);
  }
}
