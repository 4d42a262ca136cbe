package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Predictor;
import dev.hone.core.Values;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How OPRO chooses examples, leaders and slots, and how it ends. */
class OproSearchTest {

  private static Opro opro(Map<String, ?> options) {
    var all = new HashMap<String, Object>(Map.of("steps", 2, "instructionsPerStep", 4));
    all.putAll(options);
    return (Opro) Optimizers.of("opro", all);
  }

  private static OproBook book(TableStudy study, Map<String, ?> options, String... texts) {
    var book = new OproBook(opro(options), study, study.train());
    book.start(study.evaluate(study.seed(), study.train()));
    for (var text : texts)
      book.record("main", study.evaluate(study.seed().instruct("main", text), study.train()), 0);
    return book;
  }

  private static TableStudy lengths() {
    return TableStudy.of(10, 10, text -> Math.min(1, text.length() / 10.0));
  }

  @Test
  void random_exemplars_differ_from_round_to_round_and_constant_ones_do_not() {
    var random = book(lengths(), Map.of());
    var seen = new HashSet<List<Example>>();
    for (int i = 0; i < 5; i++) seen.add(random.exemplars(random.shown("main")));
    assertThat(seen).hasSizeGreaterThan(1).allSatisfy(e -> assertThat(e).hasSize(3));
    var constant = book(lengths(), Map.of("exemplarChoice", "CONSTANT"));
    assertThat(constant.exemplars(List.of())).isEqualTo(constant.exemplars(List.of()));
  }

  @Test
  void ever_failed_exemplars_were_failed_by_some_instruction() {
    var study = lengths();
    var book = book(study, Map.of("exemplarChoice", "EVER_FAILED", "exemplars", 20), "1234567");
    var failed = study.train().subList(5, 10);
    assertThat(book.exemplars(List.of())).containsExactlyInAnyOrderElementsOf(failed);
  }

  @Test
  void most_failed_exemplars_are_failed_by_most_of_those_shown() {
    var study = lengths();
    var texts = new String[] {"123456", "1234567", "12345678"};
    var few = book(study, Map.of("exemplarChoice", "MOST_FAILED", "exemplars", 2), texts);
    assertThat(study.train().subList(8, 10))
        .containsExactlyInAnyOrderElementsOf(few.exemplars(few.shown("main")));
    var more = book(study, Map.of("exemplarChoice", "MOST_FAILED", "exemplars", 4), texts);
    assertThat(more.exemplars(more.shown("main")))
        .containsExactlyInAnyOrderElementsOf(study.train().subList(6, 10).reversed());
  }

  @Test
  void the_winner_is_chosen_by_validation_among_the_leaders() {
    Predictor<Values, Values> main = Predictor.of("main", "q: str -> a: str", "start");
    Map<String, List<Double>> means = new HashMap<>();
    means.put("start", List.of(0.1, 0.1));
    means.put("Lucky", List.of(0.9, 0.2));
    means.put("Solid", List.of(0.8, 0.7));
    var study =
        new TableStudy(
                List.of(main),
                10,
                10,
                (candidate, example) ->
                    means
                        .get(candidate.at("main").instructions().open())
                        .get(example.input().text("q").length() > 3 ? 1 : 0))
            .replying(List.of("Lucky", "Solid"));
    var best = opro(Map.of("steps", 1)).optimize(study);
    assertThat(best.at("main").instructions().open()).isEqualTo("Solid");
  }

  @Test
  void only_so_many_leaders_are_measured_on_validation() {
    var study = lengths().replying(List.of("123", "1234567", "1234", "123456"));
    opro(Map.of("steps", 1, "confirm", 2)).optimize(study);
    assertThat(study.validated.keySet())
        .containsExactlyInAnyOrder(
            study.seed().instruct("main", "123456").id(),
            study.seed().instruct("main", "1234567").id());
  }

  @Test
  void slots_take_turns_on_the_best_candidate() {
    Predictor<Values, Values> first = Predictor.of("first", "q: str -> a: str", "a");
    Predictor<Values, Values> second = Predictor.of("second", "a: str -> b: str", "b");
    var study =
        new TableStudy(
                List.of(first, second),
                4,
                4,
                (c, _) ->
                    Math.min(
                        1,
                        (c.at("first").instructions().open().length()
                                + c.at("second").instructions().open().length())
                            / 20.0))
            .replying(List.of("First1"))
            .replying(List.of("Second1"))
            .replying(List.of("First12"));
    opro(Map.of("steps", 3)).optimize(study);
    assertThat(study.noted(Event.Proposed.class).stream().map(Event.Proposed::slotsChanged))
        .containsExactly(List.of("first"), List.of("second"), List.of("first"));
    var last = study.noted(Event.Proposed.class).getLast().prompts();
    assertThat(last.at("second").instructions().open()).isEqualTo("Second1");
  }

  @Test
  void a_small_budget_leaves_room_for_the_last_look_at_validation() {
    var study = lengths().replying(List.of("123456", "1234567", "12345678", "1")).withRollouts(35);
    var best = opro(Map.of("steps", 5)).optimize(study);
    assertThat(study.noted(Event.Accepted.class).stream().map(Event.Accepted::candidate))
        .isNotEmpty();
    assertThat(study.noted(Event.Proposed.class)).hasSize(4);
    assertThat(study.noted(Event.Noted.class))
        .singleElement()
        .satisfies(n -> assertThat(n.text()).startsWith("2 of 4 new instructions"));
    assertThat(best.at("main").instructions().open()).isEqualTo("1234567");
  }

  @Test
  void patience_ends_a_search_without_a_new_leader() {
    var study = lengths();
    for (int i = 0; i < 10; i++) study.replying(List.of("x" + (char) ('a' + i)));
    opro(Map.of("steps", 10, "patience", 3)).optimize(study);
    assertThat(study.questions).hasSize(3);
  }

  @Test
  void nothing_is_asked_once_everything_is_right() {
    var study = lengths().replying(List.of("1234567890"));
    opro(Map.of("steps", 10)).optimize(study);
    assertThat(study.questions).hasSize(1);
  }

  @Test
  void a_race_drops_what_falls_behind_the_worst_shown() {
    var study =
        TableStudy.of(50, 10, text -> text.startsWith("Bad") ? 0.0 : 0.9)
            .replying(List.of("Good a", "Good b"))
            .replying(List.of("Bad", "Good c"));
    var options = new HashMap<String, Object>(Map.of("racing", true, "shown", 2));
    opro(options).optimize(study);
    var raced =
        study.noted(Event.Rejected.class).stream()
            .filter(r -> r.code().equals("raced-out"))
            .toList();
    assertThat(raced)
        .singleElement()
        .satisfies(r -> {
          assertThat(r.candidate()).isEqualTo(study.seed().instruct("main", "Bad").id());
          assertThat(r.sentence()).contains("after 8 of 50");
        });
  }

  @Test
  void races_judge_right_or_wrong_scores_by_the_exact_sign_test() {
    var race = new Race(8, 3, 0.1);
    var study = TableStudy.of(8, 8, text -> text.length() / 8.0);
    var rival = study.evaluate(study.seed().instruct("main", "12345678"), study.train());
    assertThat(race.behind(rival, scored(study, "1234"), 1)).isFalse();
    assertThat(race.behind(rival, scored(study, "123"), 1)).isTrue();
    assertThat(race.behind(rival, scored(study, "123"), 3)).isFalse();
    assertThat(race.behind(scored(study, "12"), rival, 1)).isFalse();
  }

  private static Evaluation scored(TableStudy study, String text) {
    return study.evaluate(study.seed().instruct("main", text), study.train());
  }

  @Test
  void races_judge_other_scores_by_bounds() {
    var race = new Race(8, 3, 0.1);
    Predictor<Values, Values> main = Predictor.of("main", "q: str -> a: str", "start");
    var study =
        new TableStudy(
            List.of(main),
            200,
            1,
            (c, e) -> {
              double wobble = (Integer.parseInt(e.input().text("q")) % 3) / 100.0;
              return c.at("main").instructions().open().length() / 20.0 + wobble;
            });
    var rival = scored(study, "0123456789");
    assertThat(race.behind(rival, scored(study, "012345678"), 1)).isFalse();
    assertThat(race.behind(rival, scored(study, "01"), 1)).isTrue();
  }

  @Test
  void the_plan_follows_the_formula_of_the_source() {
    var plan = new Opro().plan(new Plan.Shape(50, 50, 1));
    assertThat(plan.maxTeacherCalls()).isEqualTo(1_600);
    assertThat(plan.maxRollouts()).isEqualTo(50 * (1 + 3 * 68) + 50 * 1_601);
    assertThat(plan.minRollouts()).isEqualTo(100);
  }

  @Test
  void impossible_options_name_themselves() {
    for (var wrong : List.of(Map.of("steps", -1), Map.of("shown", 0), Map.of("exemplars", -2))) {
      var option = wrong.keySet().iterator().next();
      assertThatThrownBy(() -> Optimizers.of("opro", wrong))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining(option + "=" + wrong.get(option));
    }
  }

  @Test
  void an_empty_training_set_returns_the_seed() {
    var study = TableStudy.of(0, 4, _ -> 0.5);
    List<Candidate> found = new ArrayList<>();
    found.add(new Opro().optimize(study));
    assertThat(found).containsExactly(study.seed());
    assertThat(study.questions).isEmpty();
  }
}
