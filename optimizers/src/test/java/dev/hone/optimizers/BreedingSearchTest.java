package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Searches over a table of scores, with a teacher that says what it is given to say. */
class BreedingSearchTest {
  private static final List<String> METHODS =
      List.of("ape", "evoprompt-ga", "evoprompt-de", "capo", "promptbreeder");

  /** The longer the text, the better, up to ten characters. */
  private static TableStudy lengths() {
    return TableStudy.of(20, 10, text -> Math.min(10, text.length()) / 10.0);
  }

  private static Optimizer method(String name, Map<String, Object> options) {
    return Optimizers.of(name, options);
  }

  private static String best(TableStudy study, Optimizer optimizer) {
    return optimizer.optimize(study).at("main").instructions().open();
  }

  @Test
  void an_empty_training_set_returns_the_seed() {
    for (var name : METHODS) {
      var study = TableStudy.of(0, 4, _ -> 0.5);
      assertThat(method(name, Map.of()).optimize(study)).as(name).isEqualTo(study.seed());
      assertThat(study.questions).isEmpty();
    }
  }

  @Test
  void plans_of_the_defaults_are_those_of_the_pages() {
    var shape = new Plan.Shape(400, 50, 1);
    Map<String, List<Long>> plans =
        Map.of(
            "ape", List.of(50 * 4L + 2_550, 50L),
            "evoprompt-ga", List.of(50 * 19L + 12_100, 120L),
            "evoprompt-de", List.of(50 * 19L + 12_100, 120L),
            "capo", List.of(50 * 25L + 27_300 + 130, 170L),
            "promptbreeder", List.of(50 * 25L + 100_000, 1_049L));
    plans.forEach((name, most) -> {
      var plan = method(name, Map.of()).plan(shape);
      assertThat(List.of(plan.maxRollouts(), plan.maxTeacherCalls())).as(name).isEqualTo(most);
    });
  }

  @Test
  void impossible_options_name_themselves() {
    Map<String, Map<String, Object>> wrong =
        Map.of(
            "ape", Map.of("keepShare", 1.5),
            "evoprompt-ga", Map.of("population", 1),
            "evoprompt-de", Map.of("population", 3),
            "capo", Map.of("shotShare", 1.0),
            "promptbreeder", Map.of("crossover", -0.1));
    wrong.forEach((name, options) ->
        assertThatThrownBy(() -> method(name, options))
            .isInstanceOf(BadInput.class)
            .hasMessageContaining(options.keySet().iterator().next()));
  }

  @Test
  void ape_takes_the_best_induced_text_and_scores_like_ones_once() {
    var study = lengths().replying(List.of("1234567", "12345678", "1234567!", "123"));
    var ape = method("ape", Map.of("queries", 1, "completions", 4));
    assertThat(best(study, ape)).isEqualTo("12345678");
    assertThat(study.failureCodes()).containsExactly("duplicate");
    assertThat(study.questions).hasSize(1);
  }

  @Test
  void ape_varies_the_best_when_asked_to() {
    var study = lengths().replying(List.of("123456", "1234567")).replying(List.of("1234567890"));
    var options = Map.<String, Object>of("queries", 1, "completions", 2, "resamplings", 1);
    assertThat(best(study, method("ape", options))).isEqualTo("1234567890");
    assertThat(study.questions.getLast().text("current")).isEqualTo("1234567");
  }

  @Test
  void the_bandit_scores_everybody_before_it_follows_the_promising() {
    var study =
        TableStudy.of(40, 10, text -> text.length() / 20.0)
            .replying(List.of("1", "123456789012", "123", "1234567890", "12", "12345678"));
    var options = new HashMap<String, Object>();
    options.putAll(Map.of("queries", 1, "completions", 6, "scoring", "BANDIT", "rounds", 9));
    options.put("exploration", 0.1);
    assertThat(best(study, method("ape", options))).isEqualTo("123456789012");
  }

  @Test
  void a_race_drops_two_thirds_at_each_rung() {
    var study =
        TableStudy.of(20, 10, text -> text.startsWith("Bad") ? 0.0 : 0.9)
            .replying(List.of("Bad a b", "Bad c d", "Bad e f", "Good g h", "Bad i j", "Bad k l"));
    var options = Map.<String, Object>of("queries", 1, "completions", 6, "scoring", "RACE");
    assertThat(best(study, method("ape", options))).isEqualTo("Good g h");
    assertThat(study.noted(Event.Rejected.class).stream().map(Event.Rejected::code))
        .filteredOn(c -> c.equals("raced-out"))
        .hasSize(4);
  }

  private static Map<String, Object> small(Map<String, Object> more) {
    var options =
        new HashMap<String, Object>(Map.of("generations", 1, "population", 4, "induced", 1));
    options.putAll(more);
    return options;
  }

  @Test
  void a_genetic_generation_keeps_the_best() {
    var study = lengths();
    for (var text : List.of("123456", "1234567", "1", "12345678", "12", "123456789", "123"))
      study.replying(List.of(text));
    assertThat(best(study, method("evoprompt-ga", small(Map.of())))).isEqualTo("123456789");
    var crossed =
        study.noted(Event.Proposed.class).stream().filter(p -> p.operator().equals("crossed"));
    assertThat(crossed).hasSize(4).allSatisfy(p -> assertThat(p.parents()).hasSize(2));
  }

  @Test
  void a_repeated_child_is_not_scored() {
    var study = lengths();
    for (var text :
        List.of("123456", "1234567", "12345678", "123456", "1234567", "start", "123456"))
      study.replying(List.of(text));
    best(study, method("evoprompt-ga", small(Map.of())));
    assertThat(study.noted(Event.Proposed.class)).hasSize(3);
    assertThat(study.failureCodes()).hasSize(4).containsOnly("duplicate");
  }

  @Test
  void a_trial_that_is_no_better_leaves_the_member_in_place() {
    var study = lengths();
    for (var text : List.of("123456", "1234567", "12345678", "a", "b", "c", "d"))
      study.replying(List.of(text));
    var de = method("evoprompt-de", small(Map.of("generations", 2)));
    for (var text : List.of("e", "f", "g", "h")) study.replying(List.of(text));
    assertThat(best(study, de)).isEqualTo("12345678");
    var currents =
        study.questions.stream().filter(q -> q.has("base")).map(q -> q.text("current")).toList();
    assertThat(currents.subList(0, 4)).isEqualTo(currents.subList(4, 8));
  }

  @Test
  void differential_evolution_builds_on_the_best_of_the_moment() {
    var study = lengths();
    for (var text : List.of("123456", "1234567", "12345678", "123456789", "b", "c", "d"))
      study.replying(List.of(text));
    best(study, method("evoprompt-de", small(Map.of())));
    var bases =
        study.questions.stream().filter(q -> q.has("base")).map(q -> q.text("base")).toList();
    assertThat(bases).containsExactly("12345678", "123456789", "123456789", "123456789");
  }

  @Test
  void failing_cases_are_shown_when_asked_for() {
    for (var name : List.of("evoprompt-ga", "evoprompt-de")) {
      var study = lengths();
      for (var text : List.of("123456", "1234567", "12345678", "a")) study.replying(List.of(text));
      best(study, method(name, small(Map.of("failures", 1))));
      assertThat(study.questions.getLast().text("failures")).contains("right:");
    }
  }

  @Test
  void length_costs_a_prompt_its_place() {
    var study =
        TableStudy.of(20, 10, _ -> 0.5)
            .replying(List.of("a text as long as this one"))
            .replying(List.of("x"))
            .replying(List.of("tiny"));
    var options =
        Map.<String, Object>of(
            "steps", 1, "population", 2, "crossovers", 1, "maxShots", 0, "lengthPenalty", 0.5);
    method("capo", options).optimize(study);
    assertThat(study.noted(Event.Rejected.class))
        .singleElement()
        .satisfies(r ->
            assertThat(r.candidate())
                .isEqualTo(study.seed().instruct("main", "a text as long as this one").id()));
  }

  @Test
  void capo_shows_examples_that_it_never_scores_on() {
    var study = lengths();
    for (int i = 0; i < 60; i++) study.replying(List.of("text number " + (char) ('a' + i)));
    method("capo", Map.of("steps", 5, "population", 4, "shotShare", 0.25)).optimize(study);
    var shown =
        study.noted(Event.Proposed.class).stream()
            .flatMap(p -> p.prompts().at("main").demos().stream())
            .distinct()
            .toList();
    assertThat(shown).isNotEmpty().hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void losers_of_a_match_give_way_to_children_of_the_winner() {
    var study = lengths();
    study.replying(List.of("1234567"));
    study.replying(List.of("123456789"));
    var options =
        Map.<String, Object>of(
            "generations", 2, "population", 2, "batch", 20, "context", 0, "crossover", 0);
    var winner = method("promptbreeder", options).optimize(study);
    assertThat(winner.at("main").instructions().open()).isIn("1234567", "123456789");
    assertThat(study.noted(Event.Rejected.class).getFirst().candidate())
        .isEqualTo(study.seed().id());
    assertThat(study.noted(Event.Accepted.class).getFirst().candidate())
        .isEqualTo(study.seed().instruct("main", "1234567").id());
  }

  @Test
  void racing_drops_who_falls_behind_the_member_to_be_replaced() {
    for (var name : List.of("evoprompt-ga", "evoprompt-de"))
      for (var racing : List.of(true, false)) {
        var study = TableStudy.of(50, 10, text -> text.startsWith("Bad") ? 0.0 : 0.9);
        for (var text : List.of("Good a", "Good b", "Good c", "Bad a", "Bad b", "Bad c", "Bad d"))
          study.replying(List.of(text));
        method(name, small(Map.of("racing", racing, "induced", 0))).optimize(study);
        var out =
            study.noted(Event.Rejected.class).stream()
                .filter(r -> r.code().equals("raced-out"))
                .toList();
        assertThat(out).as(name).hasSize(racing ? 4 : 0);
        assertThat(out).allSatisfy(r -> assertThat(r.sentence()).contains("after 8 of 50"));
      }
  }

  @Test
  void racing_ends_a_match_that_is_decided() {
    for (var racing : List.of(true, false)) {
      var study =
          TableStudy.of(50, 10, text -> text.startsWith("Bad") ? 0.0 : 0.9)
              .replying(List.of("Bad a"));
      var options =
          Map.<String, Object>of("generations", 1, "population", 2, "batch", 50, "racing", racing);
      method("promptbreeder", options).optimize(study);
      assertThat(study.noted(Event.Rejected.class))
          .singleElement()
          .satisfies(r -> assertThat(r.sentence()).contains(racing ? "on 8 ex" : "on 50 ex"));
    }
  }
}
