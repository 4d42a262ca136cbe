package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Values;
import dev.hone.engine.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdviceTrialTest {
  private static final int EXAMPLES = 60;

  private static Map<String, Optimizer> known(String... names) {
    return Stream.of(names).collect(Collectors.toMap(n -> n, AdvisorTest.Named::new));
  }

  /** Methods whose gains on each task are given, in the order of the methods. */
  private static Standings compared(List<String> methods, double[]... gains) {
    var random = new SplittableRandom(7);
    var cells = new ArrayList<Cell>();
    for (int t = 0; t < gains.length; t++) {
      var difficulty = random.doubles(EXAMPLES).boxed().toList();
      for (int m = 0; m < methods.size(); m++)
        for (long seed = 0; seed < 3; seed++) {
          double level = 0.3 + gains[t][m];
          cells.add(
              Sample.cell(
                  "task" + t,
                  methods.get(m),
                  seed,
                  difficulty.stream().map(d -> d < 0.3 ? 1.0 : 0.0).toList(),
                  difficulty.stream().map(d -> d < level ? 1.0 : 0.0).toList()));
        }
    }
    return Standings.of(cells, List.of(), Values.of("rollouts", 1_500L));
  }

  @Test
  void what_was_measured_on_the_other_tasks_decides_and_is_right_where_they_agree() {
    var compared =
        compared(
            List.of("opro", "gepa"),
            new double[] {0.05, 0.4},
            new double[] {0.1, 0.35},
            new double[] {0, 0.3},
            new double[] {0.4, 0.02});

    var trial = AdviceTrial.of(compared, known("opro", "gepa"), List.of());

    assertThat(trial.rollouts()).isEqualTo(1_500);
    assertThat(trial.tasks())
        .extracting(t -> t.advised().orElse(""))
        .containsExactly("gepa", "gepa", "gepa", "gepa");
    assertThat(trial.tasks())
        .extracting(AdviceTrial.Task::held)
        .containsExactly(true, true, true, false);
    assertThat(trial.tasks().getLast().best()).isEqualTo("opro");
    assertThat(trial.held()).isEqualTo(3);
    assertThat(trial.holds(5)).as("3 of 4 are less than 5 of 6").isFalse();
    assertThat(trial.holds(4)).isTrue();
    assertThat(trial.markdown())
        .contains("| task3 | openai/small | rule/ordinary | gepa | opro |", "on 3 of 4 tasks");
  }

  /** A task's own rows would make the advice look clever. */
  @Test
  void rows_of_the_task_itself_are_kept_from_the_advisor() {
    var compared =
        compared(List.of("opro", "gepa"), new double[] {0.4, 0.02}, new double[] {0.02, 0.4});

    var trial = AdviceTrial.of(compared, known("opro", "gepa"), List.of(Measured.of(compared)));

    assertThat(trial.tasks())
        .extracting(t -> t.advised().orElse(""))
        .containsExactly("gepa", "opro");
    assertThat(trial.held()).isZero();
  }

  @Test
  void a_method_that_was_not_compared_is_not_advised_and_one_with_options_stands_for_itself() {
    var compared = compared(List.of("opro(steps=4)"), new double[] {0.3}, new double[] {0.3});

    var trial = AdviceTrial.of(named(compared), known("opro", "gepa"), List.of());

    assertThat(trial.tasks()).allSatisfy(t -> assertThat(t.advised()).contains("opro(steps=4)"));
    assertThat(trial.held()).isEqualTo(2);
  }

  /** With the method's name without its options where rows tell which method it is. */
  private static Standings named(Standings standings) {
    return Standings.of(
        standings.cells().stream().map(c -> Cell.of(plain(c))).toList(),
        List.of(),
        standings.budget());
  }

  private static Values plain(Cell cell) {
    return cell.toValues().with("optimizer", cell.optimizer().replaceAll("\\(.*", ""));
  }

  @Test
  void where_nothing_fits_the_advice_does_not_hold() {
    var compared = compared(List.of("opro"), new double[] {0.3}, new double[] {0.3});

    var trial = AdviceTrial.of(compared, known("gepa"), List.of());

    assertThat(trial.tasks()).allMatch(t -> t.advised().isEmpty());
    assertThat(trial.held()).isZero();
    assertThat(trial.toJson()).containsEntry("held", 0L).containsKey("tasks");
  }
}
