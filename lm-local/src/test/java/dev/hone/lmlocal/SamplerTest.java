package dev.hone.lmlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final IntPredicate ALL = token -> true;
  private static final int DRAWS = 40_000;

  private static float[] scores(double... probabilities) {
    var scores = new float[probabilities.length];
    for (var i = 0; i < scores.length; i++) scores[i] = (float) Math.log(probabilities[i]);
    return scores;
  }

  private static double[] shares(Sampler sampler, float[] scores, IntPredicate allowed) {
    var counts = new double[scores.length];
    IntStream.range(0, DRAWS).forEach(i -> counts[sampler.next(scores, allowed)] += 1.0 / DRAWS);
    return counts;
  }

  @Test
  void greedy_takes_the_likeliest_and_the_lowest_on_a_tie() {
    assertThat(Sampler.greedy().next(new float[] {1, 3, 3, 2}, ALL)).isEqualTo(1);
    assertThat(Sampler.greedy().next(new float[] {1, 3, 3, -50}, token -> token == 3)).isEqualTo(3);
  }

  @Test
  void draws_follow_the_probabilities() {
    var shares = shares(new Sampler(1, 1, 0, 0, 7), scores(0.5, 0.1, 0.3, 0.1), ALL);
    assertThat(shares).containsExactly(new double[] {0.5, 0.1, 0.3, 0.1}, within(0.01));
  }

  @Test
  void a_high_temperature_flattens_and_a_low_one_sharpens() {
    var hot = shares(new Sampler(2, 1, 0, 0, 7), scores(0.8, 0.2), ALL);
    var cold = shares(new Sampler(0.5, 1, 0, 0, 7), scores(0.8, 0.2), ALL);
    assertThat(hot[0]).isCloseTo(2.0 / 3, within(0.01));
    assertThat(cold[0]).isCloseTo(16.0 / 17, within(0.01));
  }

  @Test
  void cuts_leave_out_the_unlikely() {
    var scores = scores(0.5, 0.1, 0.3, 0.1);
    assertThat(shares(new Sampler(1, 1, 2, 0, 7), scores, ALL))
        .containsExactly(new double[] {0.625, 0, 0.375, 0}, within(0.01));
    assertThat(shares(new Sampler(1, 0.75, 0, 0, 7), scores, ALL))
        .containsExactly(new double[] {0.625, 0, 0.375, 0}, within(0.01));
    assertThat(shares(new Sampler(1, 1, 0, 0.5, 7), scores, ALL))
        .containsExactly(new double[] {0.625, 0, 0.375, 0}, within(0.01));
  }

  @Test
  void a_constraint_gives_the_distribution_of_what_is_allowed() {
    var shares =
        shares(new Sampler(1, 1, 0, 0, 7), scores(0.5, 0.1, 0.3, 0.1), token -> token != 0);
    assertThat(shares).containsExactly(new double[] {0, 0.2, 0.6, 0.2}, within(0.01));
    assertThat(new Sampler(1, 1, 1, 0, 7).next(scores(0.9, 0.06, 0.04), token -> token == 2))
        .isEqualTo(2);
  }

  @Test
  void a_seed_repeats_its_draws() {
    var scores = scores(0.2, 0.2, 0.2, 0.2, 0.2);
    var one = new Sampler(1, 1, 0, 0, 11);
    var two = new Sampler(1, 1, 0, 0, 11);
    var other = new Sampler(1, 1, 0, 0, 12);
    var first = IntStream.range(0, 50).map(i -> one.next(scores, ALL)).toArray();
    assertThat(IntStream.range(0, 50).map(i -> two.next(scores, ALL)).toArray()).isEqualTo(first);
    assertThat(IntStream.range(0, 50).map(i -> other.next(scores, ALL)).toArray())
        .isNotEqualTo(first);
  }

  @Test
  void a_score_less_the_normalizer_is_a_log_probability() {
    var scores = new float[] {3, 1, 2};
    var sum = 0.0;
    for (var score : scores) sum += Math.exp(score - Sampler.normalizer(scores));
    assertThat(sum).isCloseTo(1, within(1e-9));
  }
}
