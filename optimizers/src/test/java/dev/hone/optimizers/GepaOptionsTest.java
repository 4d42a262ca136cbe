package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Prompt;
import dev.hone.core.Session;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Event;
import dev.hone.engine.Journal;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Roles;
import dev.hone.engine.Run;
import dev.hone.engine.RunResult;
import dev.hone.engine.Task;
import dev.hone.engine.TextTask;
import dev.hone.testkit.Question;
import dev.hone.testkit.ScriptedFormat;
import dev.hone.testkit.ScriptedModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What single options of gepa ask the teacher, and what comes of it. */
class GepaOptionsTest {
  private final List<Question> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<Event> events = new ArrayList<>();

  private static List<Example> cases(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Example.of(Values.of("q", "case " + i), Values.of("a", "yes")))
        .toList();
  }

  /** A search with a teacher that adds a word to whatever text it is shown. */
  private RunResult run(Task<Values, Values> task, Map<String, ?> options) {
    return run(task, options, Journal.inMemory());
  }

  private RunResult run(Task<Values, Values> task, Map<String, ?> options, Journal journal) {
    var teacher =
        ScriptedModel.answering(
            "teacher",
            question -> {
              asked.add(question);
              return question.answer((question.input().text("current") + " better").strip());
            });
    var student = ScriptedModel.answering("student", q -> q.answer("said"));
    var format = new ScriptedFormat();
    return Run.of(task, Roles.of(student, format).withTeacher(teacher, format))
        .withJournal(journal)
        .withBudget(Budget.rollouts(60))
        .withListener(e -> events.add(e.event()))
        .optimize(Optimizers.of("gepa", options));
  }

  /** A program of slots that read one after the other; all their texts decide the score. */
  private static Task<Values, Values> task(List<Predictor<Values, Values>> slots, int wanted) {
    var program =
        new Program<Values, Values>() {
          @Override
          public Values run(Values input, Session session) {
            var texts = new StringBuilder();
            for (var slot : slots) {
              session.call(slot, Values.of("q", input.text("q")));
              texts.append(session.prompt(slot.slot()));
            }
            return Values.of("texts", texts.toString());
          }

          @Override
          public List<Predictor<?, ?>> predictors() {
            return List.copyOf(slots);
          }
        };
    return Task.of(
        "options",
        program,
        (_, _, actual, _) -> {
          int found = actual.text("texts").split("better", -1).length - 1;
          return Grade.of(Math.min(1, found / (double) wanted), found + " of " + wanted);
        },
        cases(0, 9),
        cases(10, 14),
        List.of());
  }

  private static Predictor<Values, Values> slot(String name, Map<String, String> descriptions) {
    var signature = Signature.parse("q -> a").describe(Map.of("a", "one word"));
    var prompt = Prompt.of("Do " + name + ".");
    for (var entry : new TreeMap<>(descriptions).entrySet())
      prompt = prompt.withDescription(entry.getKey(), entry.getValue());
    return Predictor.of(name, signature, prompt);
  }

  @Test
  void descriptions_of_fields_tools_and_their_parameters_are_texts_too() {
    var act =
        slot(
            "act", Map.of("tool:search", "Looks things up.", "tool:search/query", "What to find."));
    var result = run(task(List.of(act), 4), Map.of("descriptions", true));
    var prompt = result.best().at("act");
    assertThat(result.optimized().mean()).isEqualTo(1);
    assertThat(prompt.instructions().open()).contains("better");
    assertThat(prompt.descriptions())
        .containsEntry("tool:search", "Looks things up. better")
        .containsEntry("tool:search/query", "What to find. better")
        .containsEntry("out:a", "one word better");
    assertThat(asked.stream().map(q -> q.input().text("purpose")))
        .anyMatch(p -> p.contains("what the tool 'search' does"))
        .anyMatch(p -> p.contains("give the tool 'search' as 'query'"))
        .anyMatch(p -> p.contains("the output 'a'"));
  }

  @Test
  void coupled_texts_are_written_one_after_the_other_in_sight_of_each_other() {
    var result =
        run(
            task(List.of(slot("first", Map.of()), slot("second", Map.of())), 2),
            Map.of("componentSelection", "COUPLED"));
    assertThat(result.optimized().mean()).isEqualTo(1);
    assertThat(asked.get(0).input().text("others")).isEqualTo("second:\nDo second.");
    assertThat(asked.get(1).input().text("others")).isEqualTo("first:\nDo first. better");
    assertThat(events)
        .anyMatch(e ->
            e instanceof Event.Proposed p && p.slotsChanged().equals(List.of("first", "second")));
  }

  @Test
  void a_remark_on_one_slot_is_told_to_who_rewrites_that_slot_also_from_the_journal() {
    var plain = task(List.of(slot("first", Map.of()), slot("second", Map.of())), 9);
    var task =
        new Task<>(
            plain.name(),
            plain.program(),
            plain.in(),
            plain.out(),
            (input, expected, actual, trace) ->
                plain
                    .metric()
                    .grade(input, expected, actual, trace)
                    .withRemarks(Map.of("second", "be brief")),
            plain.train(),
            plain.validation(),
            plain.test());
    var journal = Journal.inMemory();
    run(task, Map.of("maxProposals", 2), journal);
    run(task, Map.of("maxProposals", 2), journal);
    assertThat(asked).hasSize(2);
    assertThat(asked.get(0).input().text("cases")).doesNotContain("remark on this step");
    assertThat(asked.get(1).input().text("cases")).contains("remark on this step: be brief");
  }

  @Test
  void map_and_reduce_asks_about_groups_and_puts_the_answers_together() {
    run(
        task(List.of(slot("only", Map.of())), 9),
        Map.of("reflector", "MAP_REDUCE", "minibatch", 9, "maxProposals", 1));
    assertThat(asked).hasSize(4);
    var groups = asked.stream().filter(q -> q.input().has("cases")).toList();
    assertThat(groups).hasSize(3);
    var seen = new HashMap<String, Integer>();
    for (var example : cases(0, 9))
      for (var group : groups)
        if (group.input().text("cases").contains("q: " + example.input().text("q") + "\n"))
          seen.merge(example.id(), 1, Integer::sum);
    assertThat(seen).hasSize(9);
    assertThat(seen.values()).allMatch(n -> n <= 2);
    assertThat(asked.getLast().input().text("rewritings")).contains("---", "Do only. better");
  }

  /** Two candidates that each changed the only text by one of two words, and their crossing. */
  private RunResult crossed(Map<String, ?> options, String both) {
    var examples =
        List.of("left", "right").stream()
            .map(word -> Example.of(Values.of("q", "go " + word), Values.of("a", word)))
            .toList();
    var task =
        Task.<Values, Values>of(
            "words",
            Program.of(slot("only", Map.of())),
            (_, expected, actual, _) -> Grade.of(actual.text("a").contains(expected.text("a")), ""),
            examples,
            examples,
            List.of());
    var teacher =
        ScriptedModel.answering(
            "teacher",
            question -> {
              asked.add(question);
              if (question.input().has("rewritings")) return question.answer(both);
              var word = question.input().text("cases").contains("go left") ? "left" : "right";
              return question.answer("Go " + word + ".");
            });
    var student = ScriptedModel.answering("student", q -> q.answer(q.instructions()));
    var format = new ScriptedFormat();
    return Run.of(task, Roles.of(student, format).withTeacher(teacher, format))
        .withBudget(Budget.rollouts(60))
        .withListener(e -> events.add(e.event()))
        .optimize(Optimizers.of("gepa", options));
  }

  private static Map<String, Object> crossing(String conflicts) {
    return Map.of(
        "useMerge", true, "conflicts", conflicts, "minibatch", 1, "parents", 2, "mergeOverlap", 1);
  }

  @Test
  void two_rewritings_of_the_only_text_are_put_together_by_the_teacher_on_request() {
    var result = crossed(crossing("WRITTEN"), "Go left or right.");
    assertThat(result.best().at("only").instructions().open()).isEqualTo("Go left or right.");
    assertThat(result.optimized().mean()).isEqualTo(1);
    var put = asked.stream().filter(q -> q.input().has("rewritings")).toList();
    assertThat(put).hasSize(1);
    assertThat(put.getFirst().input().text("current")).isEqualTo("Do only.");
    assertThat(put.getFirst().input().text("rewritings")).contains("Go left.", "Go right.");
    assertThat(events).anyMatch(e -> e instanceof Event.Accepted a && a.rule().equals("merge"));
  }

  @Test
  void a_crossing_that_cannot_be_used_is_asked_for_once() {
    var result = crossed(crossing("WRITTEN"), "Go left.");
    assertThat(result.optimized().mean()).isEqualTo(0.5);
    assertThat(asked.stream().filter(q -> q.input().has("rewritings"))).hasSize(1);
  }

  @Test
  void a_single_text_cannot_be_crossed_without_the_teacher() {
    var result = crossed(crossing("BETTER"), "");
    assertThat(result.optimized().mean()).isEqualTo(0.5);
    assertThat(asked).noneMatch(q -> q.input().has("rewritings"));
  }

  @Test
  void below_four_rollouts_map_and_reduce_is_one_question() {
    run(
        task(List.of(slot("only", Map.of())), 9),
        Map.of("reflector", "MAP_REDUCE", "maxProposals", 1));
    assertThat(asked).hasSize(1);
  }

  @Test
  void a_template_speaks_of_text_and_cases_and_may_be_for_one_text_only() {
    var slots = List.of(slot("first", Map.of()), slot("second", Map.of()));
    run(
        task(slots, 2),
        Map.of(
            "maxProposals",
            2,
            "templates",
            Map.of("second", "Mend <curr_param> by <side_info>, politely.")));
    assertThat(asked.getFirst().instructions()).doesNotContain("politely");
    assertThat(asked.getLast().instructions()).isEqualTo("Mend `current` by `cases`, politely.");
    assertThat(asked.getLast().input().text("current")).contains("Do second.");
  }

  @Test
  void a_template_without_its_placeholders_or_for_no_text_is_refused() {
    assertThatThrownBy(() -> Optimizers.of("gepa", Map.of("template", "Mend <curr_param>.")))
        .hasMessageContaining("<side_info>");
    var slots = List.of(slot("first", Map.of()));
    assertThatThrownBy(() ->
            run(task(slots, 2), Map.of("templates", Map.of("frist", "<curr_param> <side_info>"))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("frist")
        .hasMessageContaining("first");
  }

  @Test
  void parts_of_the_score_are_fronts() {
    var task =
        TextTask.of(
            "parts",
            "salt",
            text ->
                new Grade(
                    text.contains("better") ? 0.5 : 0.25,
                    "sweeter",
                    Map.of("sweet", text.contains("better") ? 1.0 : 0.0, "salty", 0.5)));
    run(task.task(), Map.of("frontier", "OBJECTIVE", "maxProposals", 1));
    assertThat(events)
        .filteredOn(Event.FrontChanged.class::isInstance)
        .last()
        .satisfies(e -> {
          var front = (Event.FrontChanged) e;
          assertThat(front.kind()).isEqualTo("objective");
          assertThat(front.winners().keySet()).containsExactlyInAnyOrder("/sweet", "/salty");
          assertThat(front.winners().get("/salty")).hasSize(2);
          assertThat(front.winners().get("/sweet")).hasSize(1);
        });
  }
}
