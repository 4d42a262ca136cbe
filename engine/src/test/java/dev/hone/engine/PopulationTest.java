package dev.hone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PopulationTest {
  private static Population.Member member(String id, String parent, double... scores) {
    var byExample = new LinkedHashMap<String, Double>();
    for (int i = 0; i < scores.length; i++) byExample.put("e" + i, scores[i]);
    return new Population.Member(
        id,
        parent.isEmpty() ? List.of() : List.of(new Event.Parent(parent, "mutated")),
        "op",
        byExample);
  }

  private static final Population FAMILY =
      new Population(
          List.of(
              member("seed", "", 1, 0, 0, 0),
              member("a", "seed", 1, 1, 0, 0),
              member("b", "seed"),
              member("c", "b", 0, 0, 1, 0),
              member("d", "a"),
              member("e", "a", 1, 1, 0, 0.5)));

  @Test
  void winners_are_told_for_each_example() {
    assertThat(FAMILY.winners())
        .containsExactly(
            Map.entry("e0", List.of("seed", "a", "e")),
            Map.entry("e1", List.of("a", "e")),
            Map.entry("e2", List.of("c")),
            Map.entry("e3", List.of("e")));
    assertThat(FAMILY.together()).isEqualTo(3.5 / 4);
  }

  @Test
  void the_front_leaves_out_whom_others_match_everywhere() {
    assertThat(FAMILY.front()).extracting(Population.Member::id).containsExactly("e", "c");
  }

  @Test
  void the_tree_keeps_what_was_measured_and_what_led_there() {
    assertThat(FAMILY.tree())
        .extracting(b -> b.depth() + b.member().id())
        .containsExactly("0seed", "1a", "2e", "1b", "2c");
  }

  @Test
  void a_lead_among_many_is_more_often_luck_than_the_same_lead_alone() {
    var start = scores(30, i -> i < 5 ? 1 : 0);
    var leader = scores(30, i -> i < 11 ? 1 : 0);
    var one = new Population(List.of(member("seed", "", start), member("a", "seed", leader)));
    assertThat(one.leadByChance()).isCloseTo(Math.pow(0.5, 6), within(0.01));

    var many = new ArrayList<>(one.members());
    var random = new Random(4);
    for (int m = 0; m < 20; m++)
      many.add(member("m" + m, "seed", scores(30, _ -> random.nextInt(6) == 0 ? 1 : 0)));
    assertThat(new Population(many).leadByChance()).isGreaterThan(3 * one.leadByChance());
  }

  @Test
  void a_leader_among_candidates_without_effect_is_called_lucky_as_often_as_it_is() {
    var random = new Random(7);
    int claimed = 0;
    for (int search = 0; search < 300; search++) {
      var members = new ArrayList<Population.Member>();
      for (int m = 0; m < 12; m++)
        members.add(
            member("m" + m, m == 0 ? "" : "m0", scores(40, _ -> random.nextInt(5) == 0 ? 1 : 0)));
      if (new Population(members).leadByChance() <= RunResult.MOST_BY_CHANCE) claimed++;
    }
    assertThat(claimed / 300.0).isBetween(0.01, 0.09);
  }

  private static double[] scores(int n, IntToDoubleFunction score) {
    return IntStream.range(0, n).mapToDouble(score).toArray();
  }

  @Test
  void nothing_measured_is_no_front() {
    var empty = new Population(List.of(member("seed", "")));
    assertThat(empty.front()).isEmpty();
    assertThat(empty.tree()).isEmpty();
    assertThat(empty.winners()).isEmpty();
    assertThat(empty.leadByChance()).isEqualTo(1);
  }
}
