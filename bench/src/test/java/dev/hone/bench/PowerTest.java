package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PowerTest {

  @Test
  void needed_and_detectable_are_inverse() {
    double difference = Power.detectable(200, 0.4);
    assertThat(Power.needed(difference, 0.4)).isEqualTo(200);
    assertThat(Power.detectable(800, 0.4)).isCloseTo(difference / 2, within(1e-12));
  }

  @Test
  void the_sentence_says_what_can_be_seen() {
    assertThat(Power.sentence(50, 0.35))
        .startsWith("With 50 examples you can see differences above 14 points")
        .endsWith("half of that takes 200.");
  }

  /** Two prompts that disagree on a quarter of the examples, apart by what should be seen. */
  @Test
  void a_difference_of_that_size_is_seen_four_times_in_five() {
    var random = new SplittableRandom(9);
    int examples = 200;
    double disagree = 0.25;
    double difference = Power.detectable(examples, Math.sqrt(disagree));
    int rounds = 2_000;
    int seen = 0;
    for (int round = 0; round < rounds; round++) {
      int gained = 0;
      int lost = 0;
      for (int i = 0; i < examples; i++) {
        double u = random.nextDouble();
        if (u < (disagree + difference) / 2) gained++;
        else if (u < disagree) lost++;
      }
      if (Significance.mcNemar(gained, lost) <= 0.05) seen++;
    }
    assertThat(seen / (double) rounds).isBetween(0.74, 0.84);
  }
}
