package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ParetoTest {
  private static final double[] MEANS = {0.2, 0.5, 0.4, 0.1};

  private final Pareto pareto = new Pareto();
  private final SplittableRandom random = new SplittableRandom(9);

  private static double mean(int candidate) {
    return MEANS[candidate];
  }

  @Test
  void a_higher_score_replaces_and_an_equal_one_joins() {
    pareto.enter("x", 0, 0.5);
    pareto.enter("x", 1, 0.5);
    pareto.enter("x", 2, 0.4);
    assertThat(pareto.holders()).containsEntry("x", Set.of(0, 1));
    pareto.enter("x", 3, 0.6);
    assertThat(pareto.holders()).containsEntry("x", Set.of(3));
  }

  @Test
  void a_candidate_is_dominated_when_others_hold_all_it_holds() {
    pareto.enter("x", 0, 1);
    pareto.enter("x", 1, 1);
    pareto.enter("y", 0, 1);
    pareto.enter("y", 2, 1);
    pareto.enter("z", 3, 1);
    assertThat(pareto.undominated(ParetoTest::mean).values())
        .containsExactly(Set.of(1), Set.of(2), Set.of(3));
  }

  @Test
  void a_parent_is_as_likely_as_it_holds_fronts() {
    for (int i = 0; i < 3; i++) pareto.enter("a" + i, 1, 1);
    pareto.enter("b", 3, 1);
    var counts = new HashMap<Integer, Integer>();
    for (int i = 0; i < 400; i++)
      counts.merge(pareto.draw(ParetoTest::mean, random), 1, Integer::sum);
    assertThat(counts.keySet()).containsExactlyInAnyOrder(1, 3);
    assertThat(counts.getOrDefault(1, 0)).isBetween(260, 340);
  }

  @Test
  void of_the_top_the_best_is_drawn_when_none_holds_a_front() {
    pareto.enter("x", 3, 1);
    assertThat(pareto.draw((_, c) -> c == 1 || c == 2, 1, ParetoTest::mean, random)).isEqualTo(1);
    assertThat(pareto.draw((_, _) -> true, 0, ParetoTest::mean, random)).isEqualTo(3);
    assertThat(pareto.draw((_, _) -> false, 2, ParetoTest::mean, random)).isEqualTo(2);
  }
}
