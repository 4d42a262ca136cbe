package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the head-to-head tests claim, held against contests whose truth is known. */
class DuelTest {
  private static final int ROUNDS = 1_000;
  private static final int EXAMPLES = 100;

  /**
   * All seeds of a task are measured against the same start on the same examples: its luck is in
   * all of their differences at once, and must not count once for each.
   */
  @ParameterizedTest(name = "{0} tasks, {1} seeds")
  @CsvSource({"1,1", "1,10", "6,1", "6,3", "12,3"})
  void equals_are_told_apart_in_about_five_of_a_hundred_and_no_more(int tasks, int seeds) {
    var random = new SplittableRandom(31);
    int overStart = 0;
    int overRival = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var duels =
          Duel.all(contest(random, tasks, seeds, 0, seeds > 1 ? 0.03 : 0), List.of("a", "b"));
      if (duels.getFirst().p() <= 0.05) overStart++;
      if (duels.getLast().p() <= 0.05) overRival++;
    }
    assertThat(overStart / (double) ROUNDS).isLessThan(0.07);
    assertThat(overRival / (double) ROUNDS).isLessThan(0.07);
  }

  /** Where seeds do not differ at all, the interval is somewhat wider than it need be. */
  @ParameterizedTest(name = "{0} tasks, {1} seeds, seeds {2} apart")
  @CsvSource({"6,3,0.1,0.97", "12,3,0.1,0.97", "6,5,0.1,0.97", "6,3,0,0.985"})
  void the_interval_of_a_difference_holds_the_truth(
      int tasks, int seeds, double apart, double atMost) {
    var random = new SplittableRandom(37);
    int covered = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double gain = random.nextDouble(0, 0.2);
      var interval =
          Duel.all(contest(random, tasks, seeds, gain, apart), List.of("a", "b"))
              .getLast()
              .difference();
      if (interval.low() <= gain && gain <= interval.high()) covered++;
    }
    assertThat(covered / (double) ROUNDS).isBetween(0.93, atMost);
  }

  @Test
  void a_clear_lead_on_six_tasks_is_seen() {
    var random = new SplittableRandom(41);
    int seen = 0;
    for (int round = 0; round < 200; round++)
      if (Duel.all(contest(random, 6, 3, 0.15, 0.05), List.of("a", "b")).getLast().decided())
        seen++;
    assertThat(seen).isGreaterThan(180);
  }

  @Test
  void only_what_both_have_measured_counts_and_seen_from_the_other_side_it_is_the_same() {
    var cells = new ArrayList<>(contest(new SplittableRandom(43), 2, 3, 0.1, 0));
    cells.removeIf(c -> c.method().equals("b") && c.seed() == 1);

    var duel = Duel.all(cells, List.of("a", "b")).getLast();

    assertThat(duel.wins() + duel.ties() + duel.losses()).isEqualTo(4);
    double mean =
        cells.stream()
            .filter(c -> c.seed() != 1)
            .mapToDouble(c -> (c.method().equals("a") ? 1 : -1) * c.mean() / 4)
            .sum();
    assertThat(duel.difference().mean()).isCloseTo(mean, within(1e-12));
    assertThat(duel.turned().turned()).isEqualTo(duel);
  }

  @Test
  void methods_that_never_met_are_not_told_apart() {
    var cells = new ArrayList<>(contest(new SplittableRandom(47), 1, 2, 0.1, 0));
    cells.removeIf(c -> c.method().equals("b"));

    var duel = Duel.all(cells, List.of("a", "b")).getLast();

    assertThat(duel.p()).isEqualTo(1);
    assertThat(duel.wins() + duel.ties() + duel.losses()).isZero();
    assertThat(duel.decided()).isFalse();
  }

  /**
   * Two methods whose seeds find prompts of their own; those of the first are better by so much.
   */
  private static List<Cell> contest(
      SplittableRandom random, int tasks, int seeds, double gain, double apart) {
    var cells = new ArrayList<Cell>();
    for (int t = 0; t < tasks; t++) {
      var difficulty = random.doubles(EXAMPLES).toArray();
      double level = random.nextDouble(0.3, 0.6);
      var before = answers(random, difficulty, level);
      for (long seed = 0; seed < seeds; seed++)
        for (var method : List.of("a", "b")) {
          double reached =
              (method.equals("a") ? level + gain : level) + apart * (2 * random.nextDouble() - 1);
          cells.add(
              Sample.cell("t" + t, method, seed, before, answers(random, difficulty, reached)));
        }
    }
    return cells;
  }

  /** Right or wrong, mostly as the examples' difficulty has it. */
  private static List<Double> answers(SplittableRandom random, double[] difficulty, double level) {
    var scores = new ArrayList<Double>();
    for (double own : difficulty)
      scores.add((random.nextDouble() < 0.5 ? own : random.nextDouble()) < level ? 1.0 : 0.0);
    return scores;
  }
}
