package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.Candidate;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BreedingPiecesTest {

  private static final Map<String, Double> MEANS =
      Map.of("start", 0.2, "good one here", 0.8, "good one there", 0.6, "another", 0.4);

  private static TableStudy study() {
    return TableStudy.of(10, 10, text -> MEANS.getOrDefault(text, 0.5));
  }

  private static Evaluation of(TableStudy study, String text) {
    Candidate candidate = text.equals("start") ? study.seed() : study.seed().instruct("main", text);
    return study.evaluate(candidate, study.train());
  }

  @Test
  void texts_that_differ_in_case_and_punctuation_are_the_same() {
    assertThat(Likeness.plain("Answer: in ONE word!")).isEqualTo("answer in one word");
    assertThat(Likeness.of("Answer in one word.", "answer, in one word")).isEqualTo(1);
    assertThat(Likeness.of("alpha beta", "gamma delta")).isZero();
    assertThat(Likeness.of("a b c d", "a b c e")).isBetween(0.3, 0.6);
    assertThat(Likeness.of("", "")).isEqualTo(1);
  }

  @Test
  void the_t_test_agrees_with_the_tables() {
    var base = new double[10];
    var better = new double[10];
    Arrays.setAll(better, i -> i < 5 ? 1.2 : 0.2);
    double error = Math.sqrt(0.25 * 10 / 9 / 10);
    assertThat(0.7 / error).isCloseTo(4.2, within(1e-9));
    assertThat(PairedTest.p(better, base)).isCloseTo(0.00115, within(5e-5));
    assertThat(PairedTest.p(base, better)).isCloseTo(1 - 0.00115, within(5e-5));
    var two = new double[] {1, 3};
    assertThat(PairedTest.p(two, new double[] {0, 0})).isCloseTo(0.14758, within(1e-5));
    assertThat(PairedTest.p(base, base)).isEqualTo(1);
    var one = base.clone();
    Arrays.fill(one, 1);
    assertThat(PairedTest.p(one, base)).isZero();
    assertThat(PairedTest.p(new double[] {1}, new double[] {0})).isEqualTo(1);
  }

  @Test
  void what_has_been_there_is_not_entered_again() {
    var study = study();
    var offspring = new Offspring(study, 100);
    var seed = study.seed();
    for (var text : List.of("\"Say yes.\"", "Say yes.", "say YES", "start", "Start!"))
      offspring.rewrite(seed, Offspring.mutated(seed), "main", text, "test", 1);
    assertThat(study.noted(Event.Proposed.class))
        .singleElement()
        .satisfies(
            p -> assertThat(p.prompts().at("main").instructions().open()).isEqualTo("Say yes."));
    assertThat(study.failureCodes()).containsOnly("duplicate").hasSize(4);
  }

  @Test
  void empty_and_long_texts_are_refused() {
    var study = study();
    var offspring = new Offspring(study, 10);
    var seed = study.seed();
    for (var text : List.of("  ", "longer than ten characters"))
      assertThat(offspring.rewrite(seed, Offspring.mutated(seed), "main", text, "test", 1))
          .isEmpty();
    assertThat(study.failureCodes()).containsExactly("empty", "too-long");
  }

  @Test
  void the_wheel_draws_by_weight_and_all_alike_without_any() {
    var random = new SplittableRandom(3);
    var counts = new HashMap<Integer, Integer>();
    for (int i = 0; i < 4_000; i++)
      counts.merge(Members.drawn(List.of(1.0, 0.0, 3.0), random), 1, Integer::sum);
    assertThat(counts.get(1)).isNull();
    assertThat(counts.get(2) / 4_000.0).isCloseTo(0.75, within(0.03));
    var alike =
        IntStream.range(0, 300).mapToObj(_ -> Members.drawn(List.of(0.0, -1.0), random)).toList();
    assertThat(alike).contains(0, 1);
  }

  @Test
  void the_best_of_parents_and_children_stay() {
    var study = study();
    var members = new Members(List.of(of(study, "start"), of(study, "another")), 2);
    members.keepBest(List.of(of(study, "good one here")));
    assertThat(members.all()).containsExactly(of(study, "good one here"), of(study, "another"));
  }

  @Test
  void crowding_replaces_the_most_similar_of_those_that_are_worse() {
    var study = study();
    var members = new Members(List.of(of(study, "start"), of(study, "good one there")), 2);
    members.crowd(of(study, "good one here"));
    assertThat(members.all()).containsExactly(of(study, "start"), of(study, "good one here"));
    members.crowd(of(study, "another"));
    assertThat(members.all()).containsExactly(of(study, "another"), of(study, "good one here"));
  }

  @Test
  void every_way_of_pairing_gives_two_parents() {
    var study = study();
    for (var rule : EvopromptGa.Parents.values()) {
      var members = new Members(List.of(of(study, "start"), of(study, "another")), 2);
      assertThat(members.pairs(rule, 5, study.random())).hasSize(5).allMatch(p -> p.size() == 2);
      var alone = new Members(List.of(of(study, "start")), 2);
      assertThat(alone.pairs(rule, 3, study.random())).hasSize(3).allMatch(p -> p.size() == 2);
    }
  }

  @Test
  void an_operator_whose_children_win_is_preferred_but_none_is_forgotten() {
    var choice = new BreederChoice(true);
    for (int i = 0; i < 30; i++)
      for (var operator : Promptbreeder.Operator.values())
        choice.note(operator, "m", operator == Promptbreeder.Operator.EDA);
    var random = new SplittableRandom(1);
    var drawn = IntStream.range(0, 500).mapToObj(_ -> choice.next(random)).toList();
    assertThat(drawn).contains(Promptbreeder.Operator.values());
    assertThat(drawn.stream().filter(o -> o == Promptbreeder.Operator.EDA).count())
        .isGreaterThan(250);
  }

  @Test
  void a_mutation_prompt_that_never_wins_is_given_up() {
    var adaptive = new BreederChoice(true);
    var plain = new BreederChoice(false);
    for (var choice : List.of(adaptive, plain))
      for (int i = 0; i < 4; i++) choice.note(Promptbreeder.Operator.FIRST_ORDER, "bad", false);
    var random = new SplittableRandom(2);
    assertThat(adaptive.kept("bad", random)).isIn(BreederSeeds.MUTATIONS);
    assertThat(adaptive.kept("new", random)).isEqualTo("new");
    assertThat(plain.kept("bad", random)).isEqualTo("bad");
  }

  @Test
  void seeds_of_a_breeder_are_all_different() {
    for (var list : List.of(BreederSeeds.STYLES, BreederSeeds.MUTATIONS))
      assertThat(list).hasSize(30).doesNotHaveDuplicates().noneMatch(String::isBlank);
  }

  @Test
  void blocks_cover_the_examples_as_far_as_they_go() {
    var study = TableStudy.of(25, 1, _ -> 0.5);
    var blocks = CapoRace.blocks(study.train(), 10, 9);
    assertThat(blocks.stream().map(List::size)).containsExactly(10, 10, 5);
    assertThat(CapoRace.blocks(study.train(), 10, 2)).hasSize(2);
  }
}
