package dev.hone.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.core.Instructions;
import dev.hone.core.Prompt;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Study;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The contract lets a sound method pass and catches unsound ones. */
class OptimizerContractTest {
  private static final AtomicInteger WORLD = new AtomicInteger();

  private static OptimizerContract of(Optimizer optimizer) {
    return new OptimizerContract() {
      @Override
      protected Optimizer optimizer() {
        return optimizer;
      }
    };
  }

  private static Candidate tried(Study study, Candidate child) {
    study.note(Event.Proposed.of(child, study.seed(), "test", 0, ""));
    study.evaluate(child, study.validation());
    return study.best();
  }

  /** Tells the student all six words. */
  @Describe("Knows the answer.")
  record Sound(@Describe("unused") int n) implements Optimizer {
    @Override
    public Candidate optimize(Study study) {
      var child = study.seed();
      for (var predictor : study.predictors())
        child = child.instruct(predictor.slot(), "Mind wick, spout, iron, string, helm, stitch.");
      return tried(study, child);
    }

    @Override
    public Plan plan(Plan.Shape shape) {
      return Plan.exactly(2L * shape.validation(), 0);
    }
  }

  /** Decides by something outside the study. */
  record Worldly() implements Optimizer {
    @Override
    public Candidate optimize(Study study) {
      var slot = study.predictors().getFirst().slot();
      return tried(study, study.seed().instruct(slot, "Number " + WORLD.incrementAndGet()));
    }

    @Override
    public Plan plan(Plan.Shape shape) {
      return Plan.exactly(shape.validation(), 0);
    }
  }

  /** Rewrites what is frozen. */
  record Vandal() implements Optimizer {
    @Override
    public Candidate optimize(Study study) {
      var slot = study.predictors().getFirst().slot();
      var mine = Instructions.of("Mine alone.");
      return tried(study, study.seed().with(slot, p -> Prompt.of(mine)));
    }

    @Override
    public Plan plan(Plan.Shape shape) {
      return Plan.exactly(2L * shape.validation(), 0);
    }
  }

  /** Measures what it never told anyone about. */
  record Secretive() implements Optimizer {
    @Override
    public Candidate optimize(Study study) {
      var slot = study.predictors().getFirst().slot();
      study.evaluate(study.seed().instruct(slot, "Mind wick."), study.validation());
      return study.best();
    }

    @Override
    public Plan plan(Plan.Shape shape) {
      return Plan.exactly(2L * shape.validation(), 0);
    }
  }

  @Test
  void a_sound_method_passes() {
    var contract = of(new Sound(1));
    assertThatCode(contract::the_same_journal_gives_the_same_decisions_without_a_call)
        .doesNotThrowAnyException();
    assertThatCode(contract::latency_and_parallelism_change_no_decision).doesNotThrowAnyException();
    assertThatCode(contract::a_budget_of_rollouts_is_never_passed).doesNotThrowAnyException();
    assertThatCode(contract::a_budget_of_time_admits_no_call_afterwards).doesNotThrowAnyException();
    assertThatCode(contract::slots_stay_the_same_and_frozen_text_is_untouched)
        .doesNotThrowAnyException();
    assertThatCode(contract::three_slots_work_as_well_as_one).doesNotThrowAnyException();
    assertThatCode(contract::the_plan_brackets_what_a_run_spends).doesNotThrowAnyException();
    assertThatCode(contract::a_killed_run_goes_on_to_the_same_end_and_repeats_no_call)
        .doesNotThrowAnyException();
  }

  @Test
  void a_method_that_looks_at_the_world_is_caught() {
    var contract = of(new Worldly());
    assertThatThrownBy(contract::the_same_journal_gives_the_same_decisions_without_a_call)
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(contract::latency_and_parallelism_change_no_decision)
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(contract::the_plan_brackets_what_a_run_spends)
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(contract::the_rigged_task_is_improved).isInstanceOf(AssertionError.class);
  }

  @Test
  void a_method_that_touches_frozen_text_is_caught() {
    assertThatThrownBy(of(new Vandal())::slots_stay_the_same_and_frozen_text_is_untouched)
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void a_method_that_measures_in_secret_is_caught() {
    assertThatThrownBy(of(new Secretive())::the_rigged_task_is_improved)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("were proposed first");
  }

  @Test
  void an_option_without_description_or_a_method_that_is_not_registered_is_caught() {
    assertThatThrownBy(of(new Sound(1))::options_survive_being_written_and_read)
        .hasMessageContaining("sound");
  }
}
