package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;
import org.junit.jupiter.api.Test;

class SignificanceTest {

  @Property(tries = 200)
  void mc_nemar_is_the_exact_binomial_test(
      @ForAll @IntRange(max = 60) int gained, @ForAll @IntRange(max = 60) int lost) {
    double expected =
        gained + lost == 0
            ? 1
            : Math.min(
                1,
                2
                    * BinomialTest.withDefaults()
                        .with(AlternativeHypothesis.LESS_THAN)
                        .test(gained + lost, Math.min(gained, lost), 0.5)
                        .getPValue());
    assertThat(Significance.mcNemar(gained, lost)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void permutation_counts_all_sign_patterns() {
    assertThat(Significance.permutation(new double[] {1, 1, 1, 1})).isEqualTo(2 / 16.0);
    assertThat(Significance.permutation(new double[] {0.5, -0.5})).isEqualTo(1);
    assertThat(Significance.permutation(new double[] {0, 0})).isEqualTo(1);
    assertThat(Significance.permutation(new double[] {3, -1, 2})).isEqualTo(4 / 8.0);
  }

  @Test
  void a_sampled_permutation_agrees_with_mc_nemar_on_right_and_wrong() {
    var differences =
        DoubleStream.concat(
                DoubleStream.generate(() -> 1).limit(24), DoubleStream.generate(() -> -1).limit(10))
            .toArray();
    assertThat(Significance.permutation(differences))
        .isCloseTo(Significance.mcNemar(24, 10), within(0.005));
  }

  @Test
  void permutation_errs_at_its_level_when_nothing_differs() {
    var random = new SplittableRandom(3);
    int rounds = 4_000;
    int claimed = 0;
    for (int round = 0; round < rounds; round++) {
      var differences = random.doubles(10, -1, 1).toArray();
      if (Significance.permutation(differences) <= 0.05) claimed++;
    }
    assertThat(claimed / (double) rounds).isBetween(0.04, 0.06);
  }

  @Test
  void holm_matches_a_worked_example() {
    assertThat(Significance.holm(List.of(0.01, 0.04, 0.03, 0.005)))
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : Double.compare(a, b))
        .containsExactly(0.03, 0.06, 0.06, 0.02);
  }

  @Property(tries = 200)
  void holm_lies_between_the_value_and_bonferroni(
      @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 0, max = 1) Double> values) {
    var adjusted = Significance.holm(values);
    for (int i = 0; i < values.size(); i++)
      assertThat(adjusted.get(i))
          .isBetween(values.get(i), Math.min(1, values.get(i) * values.size() + 1e-12));
  }

  @Test
  void holm_keeps_the_error_of_a_family() {
    var random = new SplittableRandom(5);
    int rounds = 4_000;
    int families = 0;
    for (int round = 0; round < rounds; round++) {
      var values = new ArrayList<Double>();
      for (int i = 0; i < 10; i++) values.add(random.nextDouble());
      if (Significance.holm(values).stream().anyMatch(p -> p <= 0.05)) families++;
    }
    assertThat(families / (double) rounds).isBetween(0.035, 0.06);
  }
}
