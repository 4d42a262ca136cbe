package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Metric;
import dev.hone.core.Predictor;
import dev.hone.core.Refined;
import dev.hone.core.Session;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Roles;
import dev.hone.engine.Run;
import dev.hone.engine.RunResult;
import dev.hone.engine.StopReason;
import dev.hone.engine.Task;
import dev.hone.engine.TextTask;
import dev.hone.testkit.Question;
import dev.hone.testkit.ScriptedFormat;
import dev.hone.testkit.ScriptedModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any text is improved by what scores it, without a program and without a student. */
class TextTaskTest {
  private static final List<String> WANTED = List.of("salt", "flour", "water", "yeast");

  /** What a cook would say about a shopping list. */
  private static Grade bread(String text) {
    var missing = WANTED.stream().filter(w -> !text.contains(w)).toList();
    return Grade.of(
        1 - missing.size() / 4.0, missing.isEmpty() ? "All there." : "Missing: " + missing);
  }

  /** Adds the first thing that the remarks miss to the text that it is shown. */
  private static ScriptedModel teacher() {
    return ScriptedModel.answering(
        "teacher",
        question -> {
          var text = question.input().text("current");
          for (var wanted : WANTED)
            if (question.input().text("cases").contains(wanted) && !text.contains(wanted))
              return question.answer(text + " " + wanted);
          return question.answer((text + " sugar").strip());
        });
  }

  private static ScriptedModel nobody() {
    return ScriptedModel.of(
        "nobody",
        _ -> {
          throw new AssertionError("A text is scored without a student.");
        });
  }

  private static RunResult run(TextTask task, Optimizer optimizer, long rollouts) {
    var format = new ScriptedFormat();
    return Run.of(task.task(), Roles.of(nobody(), format).withTeacher(teacher(), format))
        .withBudget(Budget.rollouts(rollouts))
        .optimize(optimizer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gepa", "lean-reflective"})
  void one_text_without_any_case(String method) {
    var task = TextTask.of("bread", "salt", TextTaskTest::bread);
    var result = run(task, Optimizers.of(method, Map.of()), 20);
    assertThat(result.baseline().mean()).isEqualTo(0.25);
    assertThat(result.optimized().mean()).isEqualTo(1);
    assertThat(result.best().at("text").instructions().open()).contains(WANTED);
    assertThat(result.spent().studentCalls()).isZero();
    var population = result.population();
    assertThat(population.tree().getFirst().member().id()).isEqualTo(result.seed().id());
    assertThat(population.tree()).anyMatch(b -> b.depth() > 0);
    assertThat(population.front())
        .singleElement()
        .satisfies(m -> assertThat(m.id()).isEqualTo(result.best().id()));
    assertThat(population.winners().values()).containsExactly(List.of(result.best().id()));
    assertThat(result.spent().rollouts()).isLessThanOrEqualTo(20);
  }

  /** A judge's model that refines a text by adding what the remark misses first. */
  private static ScriptedModel refiner(List<Question> asked) {
    return ScriptedModel.answering(
        "refiner",
        question -> {
          asked.add(question);
          var present = question.input().text("present");
          var missed = question.input().text("remark");
          var wanted = WANTED.stream().filter(missed::contains).findFirst().orElseThrow();
          return question.answer(present.substring("text: ".length()) + " " + wanted);
        });
  }

  @Test
  void texts_are_refined_for_their_case_and_how_that_is_done_is_a_text_too() {
    var asked = Collections.synchronizedList(new ArrayList<Question>());
    var format = new ScriptedFormat();
    var task = TextTask.of("bread", "salt", TextTaskTest::bread).withRefinements(2);
    var roles = Roles.of(nobody(), format).withTeacher(teacher(), format).withJudge(refiner(asked));
    var result = Run.of(task.task(), roles).withBudget(Budget.rollouts(2)).optimize(new Gepa());
    assertThat(result.baseline().mean()).isEqualTo(0.75);
    assertThat(result.spent().judgeCalls()).isEqualTo(asked.size());
    assertThat(asked.get(0).input().text("remark")).startsWith("Score 0.25 of 1. Missing: [flour");
    assertThat(asked.get(1).input().text("present")).isEqualTo("text: salt flour");
    assertThat(asked.get(1).input().text("remark")).startsWith("Score 0.5 of 1.");
    assertThat(asked.get(0).input().text("how")).isEqualTo(Refined.INSTRUCTIONS);
    assertThat(result.seed().slots()).containsOnlyKeys("text", "refiner");
    var measured =
        Run.of(task.task(), roles)
            .evaluate(Candidate.seedOf(task.task().program()), task.validation());
    assertThat(measured.evaluation().rollouts().getFirst().grade().feedback())
        .isEqualTo("Missing: [flour, water, yeast]");
  }

  @Test
  void a_refinement_that_cannot_be_read_leaves_the_score_as_it_was() {
    var format = new ScriptedFormat();
    var task = TextTask.of("bread", "salt flour", TextTaskTest::bread).withRefinements(3);
    var silent = ScriptedModel.of("silent", _ -> "");
    var roles = Roles.of(nobody(), format).withTeacher(teacher(), format).withJudge(silent);
    var result = Run.of(task.task(), roles).withBudget(Budget.rollouts(1)).optimize(new Gepa());
    assertThat(result.baseline().mean()).isEqualTo(0.5);
    assertThat(silent.calls()).isEqualTo(1);
  }

  /** Asks the judge about the case, and takes every verdict for a good one. */
  private record Judged() implements Metric<Values, Values> {
    private static final Predictor<Values, Values> JUDGE =
        Predictor.of("judge", "guest -> verdict", "Is it good?");

    @Override
    public Grade grade(Values input, Values expected, Values actual, Trace trace) {
      throw new AssertionError("without a judge");
    }

    @Override
    public Grade grade(Values input, Values expected, Values actual, Trace trace, Session judge) {
      return Grade.of(true, judge.call(JUDGE, input).text("verdict"));
    }
  }

  @Test
  void a_judgement_that_cannot_be_read_is_no_score() {
    var guests =
        Stream.of("Ada", "Ben", "Cyd")
            .map(name -> Example.of(Values.of("guest", name), Values.EMPTY))
            .toList();
    var plain = TextTask.of("bread", "salt", TextTaskTest::bread).withCases(guests).task();
    var task =
        Task.of(
            "judged", plain.program(), new Judged(), plain.train(), plain.validation(), List.of());
    var judge =
        ScriptedModel.of(
            "judge", r -> r.toString().contains("Ada") ? "" : "{\"verdict\": \"good\"}");
    var format = new ScriptedFormat();
    var measured =
        Run.of(task, Roles.of(nobody(), format).withJudge(judge))
            .evaluate(Candidate.seedOf(task.program()), task.validation());
    assertThat(measured.evaluation().missing()).isEqualTo(1);
    assertThat(measured.evaluation().mean()).isEqualTo(1);
    assertThat(measured.evaluation().rollouts().getFirst().error().orElse(""))
        .contains("The judge's answer cannot be used");
  }

  static Set<String> methods() {
    return Optimizers.all().keySet();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void no_method_fails_on_a_text(String method) {
    var task = TextTask.of("bread", "salt", TextTaskTest::bread);
    var result = run(task, Optimizers.of(method, Map.of()), 12);
    assertThat(result.stopReason()).as(result.sentence()).isNotEqualTo(StopReason.FAILED);
    assertThat(result.optimized().mean()).isGreaterThanOrEqualTo(0.25);
  }

  @Test
  void an_empty_text_is_written_from_the_objective_and_that_is_the_start() {
    var events = new ArrayList<Event>();
    var asked = new ArrayList<Question>();
    var writer =
        ScriptedModel.answering(
            "writer",
            question -> {
              asked.add(question);
              return question.answer(
                  question.input().has("wanted") ? "flour water" : "flour water salt yeast");
            });
    var task =
        TextTask.of("bread", "", TextTaskTest::bread)
            .withObjective("A shopping list.")
            .withBackground("For bread.");
    var format = new ScriptedFormat();
    var result =
        Run.of(task.task(), Roles.of(nobody(), format).withTeacher(writer, format))
            .withBudget(Budget.rollouts(10))
            .withListener(e -> events.add(e.event()))
            .optimize(new WrittenStart(new Gepa()));
    assertThat(asked.getFirst().input().text("wanted")).isEqualTo("A shopping list.\n\nFor bread.");
    assertThat(result.seed().at("text").instructions().open()).isEqualTo("flour water");
    assertThat(result.baseline().mean()).isEqualTo(0.5);
    assertThat(result.optimized().mean()).isEqualTo(1);
    assertThat(asked.get(1).input().text("purpose")).contains("A shopping list.", "For bread.");
    assertThat(events).anyMatch(e -> e instanceof Event.Proposed p && p.operator().equals("write"));
  }

  private static List<Example> guests(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i ->
            Example.of(Values.of("guest", "guest " + i), Values.of("likes", WANTED.get(i % 4))))
        .toList();
  }

  @Test
  void several_texts_are_scored_case_by_case() {
    var texts = new LinkedHashMap<String, String>();
    texts.put("table", "salt");
    texts.put("shelf", "flour");
    TextTask.Evaluator evaluator =
        (all, input, expected) -> {
          assertThat(all.keySet()).containsExactly("table", "shelf");
          boolean there = String.join(" ", all.values()).contains(expected.text("likes"));
          return Grade.of(there, input.text("guest") + " likes " + expected.text("likes"));
        };
    var several = TextTask.of("party", texts, evaluator);
    for (var task :
        List.of(several.withCases(guests(0, 8)), several.withCases(guests(0, 8), guests(8, 16)))) {
      var result = run(task, new Gepa(), 200);
      assertThat(result.baseline().mean()).isEqualTo(0.5);
      assertThat(result.optimized().mean()).isEqualTo(1);
      assertThat(result.best().slots().keySet()).containsExactlyInAnyOrder("table", "shelf");
    }
  }

  @Test
  void what_an_evaluator_throws_is_feedback() {
    var task =
        TextTask.of(
            "strict",
            "salt",
            text -> {
              if (!text.contains("flour")) throw new IllegalStateException("flour is needed");
              return Grade.of(true, "");
            });
    assertThat(run(task, new Gepa(), 10).optimized().mean()).isEqualTo(1);
  }

  @Test
  void neither_text_nor_objective_is_an_error() {
    var task = TextTask.of("empty", "", TextTaskTest::bread).withBackground("For bread.");
    assertThatThrownBy(task::task).isInstanceOf(BadInput.class).hasMessageContaining("objective");
  }
}
