package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.engine.Interval;
import dev.hone.engine.Statistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 95 % intervals hold the truth in 93 to 97 of 100 experiments, whatever the experiment. */
class CoverageTest {
  private static final int ROUNDS = 3_000;

  @ParameterizedTest
  @CsvSource({"50", "100", "200"})
  void means_of_right_or_wrong_scores(int examples) {
    assertThat(
            coverage(random -> {
              double truth = random.nextDouble(0.1, 0.9);
              var scores = random.doubles(examples).map(u -> u < truth ? 1 : 0).toArray();
              return covers(Statistics.mean(scores), truth);
            }))
        .isBetween(0.93, 0.97);
  }

  @ParameterizedTest
  @CsvSource({"50", "100"})
  void means_of_graded_scores(int examples) {
    assertThat(
            coverage(random -> {
              var scores = random.doubles(examples).map(u -> Math.round(4 * u * u) / 4.0).toArray();
              double truth =
                  0.25 * (Math.sqrt(0.375) - Math.sqrt(0.125))
                      + 0.5 * (Math.sqrt(0.625) - Math.sqrt(0.375))
                      + 0.75 * (Math.sqrt(0.875) - Math.sqrt(0.625))
                      + (1 - Math.sqrt(0.875));
              return covers(Statistics.mean(scores), truth);
            }))
        .isBetween(0.93, 0.97);
  }

  @ParameterizedTest
  @CsvSource({"50,0.1", "100,0.2", "100,0.4", "200,0.3"})
  void paired_differences(int examples, double disagree) {
    assertThat(
            coverage(random -> {
              double truth = random.nextDouble(-0.5, 0.5) * disagree;
              var pairs = new ArrayList<double[]>();
              for (int i = 0; i < examples; i++) {
                double u = random.nextDouble();
                if (u < (disagree + truth) / 2) pairs.add(new double[] {0, 1});
                else if (u < disagree) pairs.add(new double[] {1, 0});
                else {
                  double both = random.nextDouble() < 0.6 ? 1 : 0;
                  pairs.add(new double[] {both, both});
                }
              }
              return covers(Statistics.pairedDifference(pairs), truth);
            }))
        .isBetween(0.93, 0.975);
  }

  /** Seeds find better and worse prompts; what is asked for is the mean over seeds to come. */
  @ParameterizedTest
  @CsvSource({"3,50", "3,100", "5,100", "3,200", "10,100"})
  void gains_over_several_seeds(int seeds, int examples) {
    assertThat(
            coverage(random -> gainIsCovered(random, seeds, examples, random.nextDouble(0, 0.1))))
        .isBetween(0.93, 0.97);
  }

  /**
   * However far seeds are apart. Where they find equally good prompts, few seeds cannot show it,
   * and the interval holds the truth more often than it says; where they differ it hardly holds it
   * less.
   */
  @ParameterizedTest(name = "{0} seeds, {1} apart")
  @CsvSource({"2,0.05", "2,0.1", "3,0", "3,0.03", "3,0.06", "3,0.1", "3,0.15", "5,0", "5,0.1"})
  void gains_however_far_seeds_are_apart(int seeds, double apart) {
    assertThat(coverage(random -> gainIsCovered(random, seeds, 100, apart)))
        .isGreaterThanOrEqualTo(0.92);
  }

  private static boolean gainIsCovered(
      SplittableRandom random, int seeds, int examples, double apart) {
    double before = 0.45;
    double gain = 0.12;
    var difficulty = random.doubles(examples).toArray();
    var base = Arrays.stream(difficulty).map(d -> d < before ? 1 : 0).toArray();
    var afters = found(random, seeds, difficulty, before + gain, apart);
    var bases = afters.stream().map(_ -> base).toList();
    return covers(Repeated.difference(bases, afters).interval(), gain);
  }

  @ParameterizedTest(name = "{0} seeds, {1} examples")
  @CsvSource({"3,50", "3,100", "5,100", "10,100"})
  void scores_over_several_seeds(int seeds, int examples) {
    assertThat(
            coverage(random -> {
              double level = random.nextDouble(0.35, 0.65);
              var difficulty = random.doubles(examples).toArray();
              var rows = found(random, seeds, difficulty, level, random.nextDouble(0, 0.1));
              return covers(Repeated.scores(rows).interval(), level);
            }))
        .isBetween(0.93, 0.97);
  }

  @ParameterizedTest(name = "{0} tasks")
  @CsvSource({"3", "6", "12"})
  void means_over_tasks(int tasks) {
    assertThat(
            coverage(random -> {
              var gains = random.doubles(tasks).map(_ -> 0.1 + 0.08 * gaussian(random)).toArray();
              return covers(Repeated.acrossTasks(gains, -1, 1), 0.1);
            }))
        .isBetween(0.93, 0.97);
  }

  /** What prompts of about one level answer, one row a seed: mostly as the difficulty has it. */
  private static List<double[]> found(
      SplittableRandom random, int seeds, double[] difficulty, double level, double apart) {
    var rows = new ArrayList<double[]>();
    for (int s = 0; s < seeds; s++) {
      double own = level + apart * gaussian(random);
      rows.add(
          Arrays.stream(difficulty)
              .map(d -> (random.nextDouble() < 0.7 ? d : random.nextDouble()) < own ? 1 : 0)
              .toArray());
    }
    return rows;
  }

  /**
   * An optimizer without any signal tries a dozen prompts that are all as good as the seed, keeps
   * the best on validation, and is measured on the test.
   */
  @ParameterizedTest
  @CsvSource({"1", "3"})
  void luck_on_validation_is_no_improvement_on_the_test(int seeds) {
    var random = new SplittableRandom(21);
    int claims = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var before = flips(random, 100);
      var afters = new ArrayList<double[]>();
      var befores = new ArrayList<double[]>();
      for (int s = 0; s < seeds; s++) {
        double luckiest = 0;
        for (int i = 0; i < 12; i++)
          luckiest = Math.max(luckiest, Statistics.mean(flips(random, 40)).mean());
        assertThat(luckiest).isGreaterThanOrEqualTo(0.5);
        afters.add(flips(random, 100));
        befores.add(before);
      }
      var gain = Repeated.difference(befores, afters);
      if (gain.interval().low() > 0) claims++;
    }
    assertThat(claims / (double) ROUNDS).isLessThanOrEqualTo(0.05);
  }

  @Test
  void what_selection_flattered_is_shrunk_to_what_the_test_shows() {
    var random = new SplittableRandom(8);
    double flattered = 0;
    double shrunk = 0;
    double truth = 0;
    int rounds = 1_500;
    for (int round = 0; round < rounds; round++) {
      var real = random.doubles(16).map(u -> 0.5 + 0.1 * (u - 0.5)).toArray();
      var scores = new ArrayList<double[]>();
      for (double level : real)
        scores.add(random.doubles(50).map(u -> u < level ? 1 : 0).toArray());
      var means = scores.stream().mapToDouble(s -> Statistics.mean(s).mean()).toArray();
      int best = 0;
      for (int i = 1; i < means.length; i++) if (means[i] > means[best]) best = i;
      flattered += means[best];
      shrunk += Statistics.shrunk(scores.get(best), means);
      truth += real[best];
    }
    double curse = (flattered - truth) / rounds;
    assertThat(curse).isGreaterThan(0.05);
    assertThat(Math.abs(shrunk - truth) / rounds).isLessThan(curse / 2);
  }

  private static double[] flips(SplittableRandom random, int n) {
    return random.doubles(n).map(u -> u < 0.5 ? 1 : 0).toArray();
  }

  private static double gaussian(SplittableRandom random) {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }

  private static boolean covers(Interval interval, double truth) {
    return interval.low() <= truth && truth <= interval.high();
  }

  private static double coverage(Function<SplittableRandom, Boolean> experiment) {
    var random = new SplittableRandom(17);
    int covered = 0;
    for (int round = 0; round < ROUNDS; round++) if (experiment.apply(random)) covered++;
    return covered / (double) ROUNDS;
  }

  @Test
  void a_constant_row_is_no_certainty() {
    var one = new double[] {1, 1, 1, 1};
    assertThat(Repeated.scores(List.of(one, one, one)).interval().low()).isLessThan(1);
  }
}
