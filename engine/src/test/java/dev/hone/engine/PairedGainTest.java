package dev.hone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.engine.PairedGain.Prior;
import dev.hone.engine.PairedGain.Stratum;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedGainTest {
  private static final Prior FLAT = new Prior(1, 1);

  private final SplittableRandom random = new SplittableRandom(3);

  @Test
  void what_was_seen_of_everything_is_certain() {
    var gain = PairedGain.none().with(new Stratum(0, 4, 3, 1, FLAT, FLAT));
    assertThat(gain.mean()).isEqualTo(2);
    assertThat(gain.probability(random)).isEqualTo(1);
    assertThat(gain.withCertain(-2).probability(random)).isZero();
  }

  @Test
  void a_share_with_a_flat_prior_is_above_one_half_half_of_the_time() {
    var even =
        PairedGain.none().withCertain(-50).with(new Stratum(100, 0, 0, 0, FLAT, Prior.NEVER));
    assertThat(even.probability(random)).isCloseTo(0.5, within(0.1));
    assertThat(even.mean()).isCloseTo(0, within(1e-9));
  }

  @Test
  void draws_have_the_mean_and_the_tail_of_their_posterior() {
    var stratum = new Stratum(10, 6, 1, 0, new Prior(0.3, 1.2), Prior.NEVER);
    assertThat(PairedGain.none().with(stratum).mean()).isCloseTo(1 + 13 / 7.5, within(1e-9));
    int above = 0;
    for (int i = 0; i < 20; i++)
      above += PairedGain.none().withCertain(-2.2).with(stratum).probability(random) > 0.5 ? 1 : 0;
    assertThat(above).as("the median of Beta(1.3, 6.2) lies near 0.15").isGreaterThan(12);
  }

  @Test
  void losses_among_many_unseen_successes_outweigh_one_repair() {
    var kept = new Prior(0.2, 3);
    var one = PairedGain.none().withCertain(1);
    assertThat(one.with(new Stratum(40, 8, 0, 3, Prior.NEVER, kept)).probability(random))
        .isLessThan(0.02);
    assertThat(one.with(new Stratum(40, 40, 0, 0, Prior.NEVER, kept)).probability(random))
        .isGreaterThan(0.8);
  }

  @Test
  void parts_of_a_score_count_as_parts() {
    var graded = new Stratum(10, 8, 1.5, 0.5, FLAT, FLAT);
    assertThat(graded.seen()).isEqualTo(8);
    assertThat(PairedGain.none().with(graded).mean())
        .isCloseTo(1 + 10 * (2.5 - 1.5) / 10, within(1e-9));
  }
}
