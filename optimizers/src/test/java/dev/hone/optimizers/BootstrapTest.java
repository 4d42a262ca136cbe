package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.Demo;
import dev.hone.core.Example;
import dev.hone.core.Predictor;
import dev.hone.core.Values;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Role;
import dev.hone.engine.Task;
import dev.hone.testkit.Question;
import dev.hone.testkit.Rig;
import dev.hone.testkit.RiggedTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final Task<Values, Values> TASK = RiggedTask.oneSlot();

  private static BootstrapFewShot bootstrap(Map<String, ?> options) {
    return (BootstrapFewShot) Optimizers.of("bootstrap-few-shot", options);
  }

  private static List<Demo.Solved> demos(Rig.Outcome outcome) {
    return outcome
        .events()
        .of(Event.Proposed.class)
        .getLast()
        .prompts()
        .at("group")
        .demos()
        .stream()
        .map(Demo.Solved.class::cast)
        .toList();
  }

  /** Right about exactly these training items, wrong about everything else. */
  private static Rig knowing(Set<String> items) {
    var right = new HashMap<String, String>();
    for (var example : TASK.train())
      right.put(example.input().text("item"), example.expected().text("group"));
    return Rig.of(TASK)
        .withAnswers(_ ->
            request -> {
              var item = Question.of(request).input().text("item");
              var label = right.getOrDefault(item, "slate");
              var other = label.equals("slate") ? "granite" : "slate";
              return "{\"group\": \"%s\"}".formatted(items.contains(item) ? label : other);
            });
  }

  @Test
  void exactly_the_examples_of_a_sequential_search_are_run() {
    var random = new SplittableRandom(3);
    for (int round = 0; round < 25; round++) {
      int wanted = 1 + random.nextInt(5);
      var known = new HashSet<String>();
      for (var example : TASK.train())
        if (random.nextInt(3) == 0) known.add(example.input().text("item"));
      int sequential = 0;
      int successes = 0;
      for (var example : TASK.train()) {
        if (successes == wanted) break;
        sequential++;
        if (known.contains(example.input().text("item"))) successes++;
      }
      var outcome =
          knowing(known)
              .optimize(bootstrap(Map.of("maxBootstrappedDemos", wanted, "maxLabeledDemos", 0)));
      assertThat(outcome.rollouts("train")).isEqualTo(sequential);
      if (successes > 0)
        assertThat(demos(outcome))
            .extracting(d -> d.input().text("item"))
            .containsExactlyElementsOf(
                TASK.train().stream()
                    .map(e -> e.input().text("item"))
                    .filter(known::contains)
                    .limit(wanted)
                    .toList());
    }
  }

  @Test
  void an_example_never_sees_its_own_solution() {
    var outcome =
        Rig.of(TASK).optimize(bootstrap(Map.of("maxBootstrappedDemos", 20, "maxLabeledDemos", 24)));
    assertThat(outcome.givenAway()).isEmpty();
  }

  @Test
  void bootstrapped_demos_come_first_and_no_example_is_shown_twice() {
    var outcome = Rig.of(TASK).optimize(bootstrap(Map.of("maxLabeledDemos", 10)));
    var demos = demos(outcome);
    assertThat(demos).hasSize(10);
    assertThat(demos.stream().map(Demo.Solved::bootstrapped))
        .containsExactly(true, true, true, true, false, false, false, false, false, false);
    assertThat(demos.stream().map(Demo.Solved::input)).doesNotHaveDuplicates();
    assertThat(outcome.events().of(Event.Proposed.class).getLast().evidence()).hasSize(4);
  }

  @Test
  void later_rounds_are_warm_samples_of_what_failed() {
    var settings = new ConcurrentLinkedQueue<String>();
    var outcome =
        Rig.of(TASK)
            .withAnswers(answers ->
                request -> {
                  boolean warm = request.settings().temperature().orElse(0) == 1;
                  settings.add(warm + "/" + request.sample());
                  return warm ? answers.apply(request) : "{\"group\": \"none\"}";
                })
            .optimize(bootstrap(Map.of("maxRounds", 3, "maxErrors", 0, "maxBootstrappedDemos", 2)));
    assertThat(new LinkedHashSet<>(settings)).contains("false/0", "true/100000");
    assertThat(demos(outcome).getFirst().bootstrapped()).isTrue();
  }

  @Test
  void a_threshold_of_zero_takes_every_answer() {
    var none = knowing(Set.of());
    assertThat(none.optimize(bootstrap(Map.of())).rollouts("train")).isEqualTo(TASK.train().size());
    var all = none.optimize(bootstrap(Map.of("metricThreshold", 0)));
    assertThat(all.rollouts("train")).isEqualTo(4);
    assertThat(demos(all).stream().filter(Demo.Solved::bootstrapped)).hasSize(4);
  }

  @Test
  void a_threshold_leaves_out_what_scores_less() {
    var outcome =
        Rig.of(RiggedTask.threeSlots())
            .optimize(bootstrap(Map.of("metricThreshold", 1, "maxLabeledDemos", 0)));
    var evidence = new HashSet<>(outcome.events().of(Event.Proposed.class).getLast().evidence());
    assertThat(
            outcome.events().of(Event.RolloutFinished.class).stream()
                .filter(r -> evidence.contains(r.rollout())))
        .isNotEmpty()
        .allMatch(r -> r.score() == 1);
  }

  @Test
  void too_many_errors_end_the_collection_and_keep_what_was_found() {
    var outcome =
        Rig.of(TASK).withAnswers(_ -> _ -> "%%%").optimize(bootstrap(Map.of("maxErrors", 5)));
    assertThat(outcome.rollouts("train")).isEqualTo(8);
    assertThat(outcome.events().of(Event.Noted.class))
        .singleElement()
        .satisfies(n -> assertThat(n.text()).startsWith("8 rollouts ended without a grade"));
    assertThat(demos(outcome)).isNotEmpty();
  }

  @Test
  void the_chosen_role_makes_the_demos() {
    var byTeacher = Rig.of(TASK).optimize(bootstrap(Map.of()));
    assertThat(byTeacher.teacher().calls()).isEqualTo(byTeacher.rollouts("train"));
    var byStudent = Rig.of(TASK).optimize(bootstrap(Map.of("teacher", "STUDENT")));
    assertThat(byStudent.teacher().calls()).isZero();
    assertThat(bootstrap(Map.of()).teacher()).isEqualTo(Role.TEACHER);
  }

  @Test
  void of_several_calls_of_a_slot_the_last_counts_as_often_as_all_others() {
    var random = new SplittableRandom(11);
    var counts = new HashMap<Integer, Integer>();
    for (int i = 0; i < 12_000; i++)
      counts.merge(Bootstrap.one(List.of(0, 1, 2, 3), random), 1, Integer::sum);
    assertThat(counts.get(3) / 12_000.0).isCloseTo(0.5, within(0.015));
    for (int earlier = 0; earlier < 3; earlier++)
      assertThat(counts.get(earlier) / 12_000.0).isCloseTo(1 / 6.0, within(0.012));
  }

  @Test
  void draws_are_uniform_and_without_repetition() {
    var random = new SplittableRandom(13);
    var items = IntStream.range(0, 10).boxed().toList();
    var counts = new int[10];
    var first = new int[10];
    for (int i = 0; i < 10_000; i++) {
      var drawn = Draw.some(items, 3, random);
      assertThat(drawn).doesNotHaveDuplicates().hasSize(3);
      drawn.forEach(d -> counts[d]++);
      first[drawn.getFirst()]++;
    }
    for (int i = 0; i < 10; i++) {
      assertThat(counts[i] / 10_000.0).isCloseTo(0.3, within(0.02));
      assertThat(first[i] / 10_000.0).isCloseTo(0.1, within(0.015));
    }
    assertThat(Draw.some(items, 99, random)).containsExactlyInAnyOrderElementsOf(items);
  }

  @Test
  void a_labelled_example_shows_a_slot_only_its_own_fields() {
    var example =
        Example.of(Values.of("q", "why", "extra", 1), Values.of("plan", "p", "a", "because"));
    var second = Predictor.of("second", "q: str, plan: str -> a: str", "Answer.");
    assertThat(DemoSet.labelled(second, example).map(DemoSet.Sourced::demo))
        .contains(
            new Demo.Solved(Values.of("q", "why", "plan", "p"), Values.of("a", "because"), false));
    var reasoning = Predictor.of("third", "q: str -> reasoning: str, a: str", "Answer.");
    assertThat(DemoSet.labelled(reasoning, example)).isPresent();
    var unlabelled = Predictor.of("first", "q: str -> query: str", "Search.");
    assertThat(DemoSet.labelled(unlabelled, example)).isEmpty();
  }

  @Test
  void labels_are_drawn_anew_for_each_slot_or_taken_in_order() {
    var drawn = Rig.of(RiggedTask.threeSlots()).optimize(new LabeledFewShot(6, true));
    var sets = new ArrayList<List<String>>();
    for (var slot : List.of("group", "sign", "code"))
      sets.add(
          drawn.events().of(Event.Proposed.class).getLast().prompts().at(slot).demos().stream()
              .map(d -> ((Demo.Solved) d).input().text("item"))
              .toList());
    assertThat(new HashSet<>(sets)).hasSize(3);
    var inOrder = Rig.of(TASK).optimize(new LabeledFewShot(3, false));
    assertThat(demos(inOrder).stream().map(Demo.Solved::input))
        .containsExactlyElementsOf(TASK.train().stream().limit(3).map(Example::input).toList());
    assertThat(Optional.of(Rig.of(TASK).optimize(new LabeledFewShot(0, true)).result().best()))
        .contains(Rig.of(TASK).optimize(new LabeledFewShot(0, true)).result().seed());
  }
}
