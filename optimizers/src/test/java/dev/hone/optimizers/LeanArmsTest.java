package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.optimizers.LeanArms.Arm;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LeanArmsTest {
  private static final List<Arm> ALL = List.of(Arm.REFINE, Arm.DEMOS, Arm.MERGE);

  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void rewriting_that_brings_nothing_gives_way_to_demos() {
    var arms = new LeanArms(0);
    assertThat(arms.next(ALL, random)).isEqualTo(Arm.REFINE);
    arms.learn(Arm.REFINE, 0, 12);
    arms.learn(Arm.REFINE, 0, 12);
    assertThat(arms.next(ALL, random)).isEqualTo(Arm.DEMOS);
    for (int i = 0; i < 3; i++) arms.learn(Arm.DEMOS, 0.2, 30);
    assertThat(arms.next(ALL, random)).isEqualTo(Arm.DEMOS);
  }

  @Test
  void a_gain_counts_for_what_it_cost() {
    var arms = new LeanArms(0);
    arms.learn(Arm.REFINE, 0.1, 200);
    arms.learn(Arm.DEMOS, 0.1, 20);
    assertThat(arms.next(ALL, random)).isEqualTo(Arm.DEMOS);
    assertThat(arms.worth(Arm.DEMOS)).isGreaterThan(2 * arms.worth(Arm.REFINE));
  }

  @Test
  void every_kind_is_tried_now_and_then() {
    var arms = new LeanArms(1);
    var seen = random.ints(60).mapToObj(_ -> arms.next(ALL, random)).distinct();
    assertThat(seen).containsExactlyInAnyOrderElementsOf(ALL);
  }
}
