package dev.hone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  void nothing_measured_is_no_front() {
    var empty = new Population(List.of(member("seed", "")));
    assertThat(empty.front()).isEmpty();
    assertThat(empty.tree()).isEmpty();
    assertThat(empty.winners()).isEmpty();
  }
}
