package dev.hone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {

  @Test
  void wilson_matches_published_values() {
    var scores = new double[263];
    for (int i = 0; i < 81; i++) scores[i] = 1;
    var interval = Statistics.mean(scores);
    assertThat(interval.low()).isCloseTo(0.2553, within(0.0002));
    assertThat(interval.high()).isCloseTo(0.3662, within(0.0002));
  }

  @Test
  void newcombe_matches_published_values() {
    var interval = Statistics.pairedDifference(pairs(36, 12, 2, 0));
    assertThat(interval.mean()).isCloseTo(0.2, within(1e-9));
    assertThat(interval.low()).isCloseTo(0.0569, within(0.0002));
    assertThat(interval.high()).isCloseTo(0.3404, within(0.0002));
  }

  @ParameterizedTest
  @CsvSource({"0,0,1.0", "5,5,1.0", "10,0,0.001953125", "8,2,0.109375", "0,6,0.03125"})
  void sign_test_is_exact(int wins, int losses, double p) {
    assertThat(Statistics.signTest(wins, losses)).isCloseTo(p, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"30,0.3,0.5", "100,0.1,0.35", "100,0.5,0.5", "50,0.8,0.9"})
  void intervals_of_paired_differences_cover_what_they_claim(int n, double before, double after) {
    var random = new SplittableRandom(7);
    int covered = 0;
    int rounds = 2_000;
    for (int round = 0; round < rounds; round++) {
      var pairs = new ArrayList<double[]>();
      for (int i = 0; i < n; i++)
        pairs.add(
            new double[] {
              random.nextDouble() < before ? 1 : 0, random.nextDouble() < after ? 1 : 0
            });
      var interval = Statistics.pairedDifference(pairs);
      if (interval.low() <= after - before && after - before <= interval.high()) covered++;
    }
    assertThat(covered / (double) rounds).isBetween(0.93, 0.99);
  }

  @Test
  void bootstrap_covers_graded_scores() {
    var random = new SplittableRandom(11);
    int covered = 0;
    int rounds = 500;
    for (int round = 0; round < rounds; round++) {
      var scores = random.doubles(60).map(u -> u * u).toArray();
      var interval = Statistics.mean(scores);
      if (interval.low() <= 1 / 3.0 && 1 / 3.0 <= interval.high()) covered++;
    }
    assertThat(covered / (double) rounds).isBetween(0.91, 0.98);
  }

  @Test
  void nothing_observed_is_no_certainty() {
    assertThat(Statistics.mean(new double[0])).isEqualTo(new Interval(0, 0, 1, 0, "none"));
    assertThat(Statistics.mean(new double[] {0.5, 0.5, 0.5}).low()).isLessThan(0.5);
    assertThat(Statistics.pairedDifference(List.of())).isEqualTo(new Interval(0, -1, 1, 0, "none"));
  }

  private static List<double[]> pairs(int both, int gained, int lost, int neither) {
    var pairs = new ArrayList<double[]>();
    IntStream.range(0, both).forEach(_ -> pairs.add(new double[] {1, 1}));
    IntStream.range(0, gained).forEach(_ -> pairs.add(new double[] {0, 1}));
    IntStream.range(0, lost).forEach(_ -> pairs.add(new double[] {1, 0}));
    IntStream.range(0, neither).forEach(_ -> pairs.add(new double[] {0, 0}));
    return pairs;
  }
}
