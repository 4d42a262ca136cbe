package dev.hone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.Candidate;
import dev.hone.core.Instructions;
import dev.hone.core.Json;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Event;
import dev.hone.engine.Journal;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Plan;
import dev.hone.engine.StopReason;
import dev.hone.engine.Task;
import dev.hone.lm.ModelFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What every optimizer owes its users. A method's test extends this class and gives the method with
 * options under which it ends on {@link RiggedTask} within a few hundred rollouts.
 */
public abstract class OptimizerContract {
  /** How many random limits and points of death each test tries. */
  public static final String POINTS_PROPERTY = "hone.contract.points";

  private static final int POINTS = Integer.getInteger(POINTS_PROPERTY, 8);
  private static final double PRICE = 1e-6;

  protected OptimizerContract() {}

  /** The method under test; the same options each time. */
  protected abstract Optimizer optimizer();

  /** Where the decisions of {@link #optimizer()} on the one-slot task are on file. */
  protected Path decisionsFile() {
    return Path.of("src", "test", "resources", "decisions", optimizer().name() + ".txt");
  }

  /** Whether the method promises to improve the task with three slots too. */
  protected boolean improvesThreeSlots() {
    return true;
  }

  private Rig rig(Task<Values, Values> task) {
    return Rig.of(task);
  }

  private Rig.Outcome outcome(Rig rig) {
    return rig.optimize(optimizer());
  }

  @Test
  void the_same_journal_gives_the_same_decisions_without_a_call() {
    for (var task : List.of(RiggedTask.oneSlot(), RiggedTask.threeSlots())) {
      var journal = Journal.inMemory();
      var first = outcome(rig(task).withJournal(journal));
      var again = outcome(rig(task).withJournal(journal));
      assertThat(again.decisions()).isEqualTo(first.decisions());
      assertThat(again.calls()).as("calls of the repetition").isZero();
      assertThat(again.result().spent().rollouts()).isEqualTo(first.result().spent().rollouts());
    }
  }

  @Test
  void latency_and_parallelism_change_no_decision() {
    for (var task : List.of(RiggedTask.oneSlot(), RiggedTask.threeSlots())) {
      var atOnce = outcome(rig(task).withParallel(16));
      var alone = outcome(rig(task).withParallel(1));
      var slow = outcome(rig(task).withParallel(16).withLatency(OptimizerContract::jitter));
      var other = outcome(rig(task).withParallel(5).withLatency(r -> jitter(r.withSample(77))));
      assertThat(alone.decisions()).isEqualTo(atOnce.decisions());
      assertThat(slow.decisions()).isEqualTo(atOnce.decisions());
      assertThat(other.decisions()).isEqualTo(atOnce.decisions());
    }
  }

  private static Duration jitter(Request request) {
    return Duration.ofNanos((long) (RiggedTask.chance("jitter" + request.key()) * 2_000_000));
  }

  @Test
  void a_budget_of_rollouts_is_never_passed() {
    var free = outcome(rig(RiggedTask.oneSlot()));
    for (long limit : limits(free.result().spent().rollouts())) {
      var outcome = outcome(rig(RiggedTask.oneSlot()).withBudget(Budget.rollouts(limit)));
      assertThat(outcome.result().spent().rollouts()).isLessThanOrEqualTo(limit);
      assertThat(outcome.events().of(Event.RolloutFinished.class))
          .hasSizeLessThanOrEqualTo((int) limit);
      isSound(outcome);
    }
  }

  @Test
  void a_budget_of_calls_is_never_passed() {
    var free = outcome(rig(RiggedTask.oneSlot()));
    for (long limit : limits(free.calls())) {
      var outcome = outcome(rig(RiggedTask.oneSlot()).withBudget(Budget.NONE.withCalls(limit)));
      assertThat((long) outcome.calls()).isLessThanOrEqualTo(limit);
      isSound(outcome);
    }
  }

  @Test
  void a_budget_of_tokens_is_never_passed() {
    var free = outcome(rig(RiggedTask.oneSlot()));
    for (long limit : limits(free.tokens() + 10_000)) {
      var outcome = outcome(rig(RiggedTask.oneSlot()).withBudget(Budget.NONE.withTokens(limit)));
      assertThat(outcome.tokens()).isLessThanOrEqualTo(limit);
      isSound(outcome);
    }
  }

  @Test
  void a_budget_of_dollars_is_never_passed() {
    var free = outcome(rig(RiggedTask.oneSlot()).withPrice(PRICE));
    for (long limit : limits(free.tokens() + 10_000)) {
      var dollars = limit * PRICE;
      var outcome =
          outcome(rig(RiggedTask.oneSlot()).withPrice(PRICE).withBudget(Budget.usd(dollars)));
      assertThat(outcome.usd()).isLessThanOrEqualTo(dollars + 1e-12);
      isSound(outcome);
    }
  }

  @Test
  void a_budget_of_time_admits_no_call_afterwards() {
    var free = outcome(rig(RiggedTask.oneSlot()));
    for (long limit : limits(free.calls())) {
      var clock = new ManualClock();
      var end = clock.instant().plusSeconds(limit);
      var late = new ArrayList<String>();
      var outcome =
          outcome(
              rig(RiggedTask.oneSlot())
                  .withClock(clock)
                  .withParallel(1)
                  .withEachCall(() -> {
                    if (!clock.instant().isBefore(end)) late.add(clock.instant().toString());
                    clock.advance(Duration.ofSeconds(1));
                  })
                  .withBudget(Budget.NONE.withTime(Duration.ofSeconds(limit))));
      assertThat(late).as("calls begun after %d seconds", limit).isEmpty();
      isSound(outcome);
    }
  }

  private static List<Long> limits(long most) {
    var random = new SplittableRandom(POINTS);
    var limits = new ArrayList<>(List.of(0L, 1L, 2L));
    for (int i = 0; i < POINTS; i++) limits.add(1 + random.nextLong(Math.max(1, most)));
    return limits;
  }

  @Test
  void slots_stay_the_same_and_frozen_text_is_untouched() {
    for (var task : List.of(RiggedTask.oneSlot(), RiggedTask.threeSlots())) {
      var start = frozen(Candidate.seedOf(task.program()));
      var outcome = outcome(rig(task).withStart(start));
      var seen = new ArrayList<Candidate>();
      seen.add(outcome.result().best());
      outcome.events().of(Event.Proposed.class).forEach(p -> seen.add(p.prompts()));
      for (var candidate : seen) {
        assertThat(candidate.slots().keySet()).isEqualTo(start.slots().keySet());
        candidate
            .slots()
            .forEach((slot, prompt) -> {
              assertThat(prompt.instructions().before()).isEqualTo("Answer in one word.");
              assertThat(prompt.instructions().after()).isEqualTo("Never guess {{item}}.");
            });
      }
    }
  }

  private static Candidate frozen(Candidate seed) {
    var frozen = seed;
    for (var slot : seed.slots().keySet()) {
      var text =
          new Instructions(
              "Answer in one word.", seed.at(slot).instructions().open(), "Never guess {{item}}.");
      frozen = frozen.with(slot, p -> Prompt.of(text).withDemosOf(p));
    }
    return frozen;
  }

  @Test
  void failing_rollouts_are_survived() {
    for (var task : List.of(RiggedTask.broken(), RiggedTask.oneSlot(), RiggedTask.threeSlots())) {
      var outcome = outcome(rig(task).withAnswers(OptimizerContract::unreliable));
      assertThat(outcome.result().stopReason())
          .as(outcome.result().sentence())
          .isNotEqualTo(StopReason.FAILED);
      isSound(outcome);
    }
  }

  private static Function<Request, String> unreliable(Function<Request, String> answers) {
    return request -> {
      double fate = RiggedTask.chance("fate" + request.key());
      if (fate < 0.05) throw new ModelFailure(ModelFailure.Kind.SERVER, "scripted trouble");
      return fate < 0.15 ? "%%%" : answers.apply(request);
    };
  }

  @Test
  void the_rigged_task_is_improved() {
    var outcome = outcome(rig(RiggedTask.oneSlot()));
    assertThat(outcome.result().optimized().mean())
        .isGreaterThan(outcome.result().baseline().mean());
    isSound(outcome);
  }

  @Test
  void three_slots_work_as_well_as_one() {
    var outcome = outcome(rig(RiggedTask.threeSlots()));
    isSound(outcome);
    if (improvesThreeSlots())
      assertThat(outcome.result().optimized().mean())
          .isGreaterThan(outcome.result().baseline().mean());
  }

  @Test
  void a_search_that_cannot_help_returns_the_seed() {
    var seed = "Name the group of the item.";
    var outcome =
        outcome(
            rig(RiggedTask.oneSlot())
                .withAnswers(answers ->
                    request -> {
                      var question = Question.of(request);
                      boolean touched =
                          !question.instructions().equals(seed) || !question.demos().isEmpty();
                      return question.signature().text().contains("group: ") && touched
                          ? "{\"group\": \"none of these\"}"
                          : answers.apply(request);
                    }));
    assertThat(outcome.result().best()).isEqualTo(outcome.result().seed());
    isSound(outcome);
  }

  @Test
  void a_killed_run_goes_on_to_the_same_end_and_repeats_no_call() {
    for (var task : List.of(RiggedTask.oneSlot(), RiggedTask.threeSlots())) {
      var probe = new KilledJournal(Journal.inMemory(), Integer.MAX_VALUE);
      var whole = outcome(rig(task).withJournal(probe));
      var random = new SplittableRandom(POINTS + 1);
      for (int i = 0; i < POINTS; i++) {
        int point = random.nextInt(probe.writes());
        var journal = Journal.inMemory();
        var killed = new KilledJournal(journal, point);
        var rig = rig(task).withLatency(OptimizerContract::jitter);
        assertThatThrownBy(() -> outcome(rig.withJournal(killed)))
            .isInstanceOf(KilledJournal.Killed.class);
        resumes(task, journal, killed, whole);
      }
    }
  }

  @Test
  void a_run_that_broke_in_the_middle_of_a_call_goes_on_too() {
    var task = RiggedTask.oneSlot();
    var whole = outcome(rig(task));
    var random = new SplittableRandom(POINTS + 2);
    for (int i = 0; i < POINTS; i++) {
      int point = random.nextInt(whole.calls());
      var journal = Journal.inMemory();
      var kept = new KilledJournal(journal, Integer.MAX_VALUE);
      assertThatThrownBy(() -> outcome(rig(task).withJournal(kept).withDeathAt(point)))
          .isInstanceOf(KilledJournal.Killed.class);
      resumes(task, journal, kept, whole);
    }
  }

  private void resumes(
      Task<Values, Values> task, Journal journal, KilledJournal before, Rig.Outcome whole) {
    var resumed = outcome(rig(task).withJournal(journal));
    assertThat(resumed.result().best()).isEqualTo(whole.result().best());
    assertThat(resumed.decisions()).isEqualTo(whole.decisions());
    var kept = before.keptCalls();
    assertThat(resumed.asked()).as("calls made twice").noneMatch(kept::contains);
    assertThat(resumed.result().spent().rollouts()).isEqualTo(whole.result().spent().rollouts());
  }

  @Test
  void the_plan_brackets_what_a_run_spends() {
    for (var task : List.of(RiggedTask.oneSlot(), RiggedTask.threeSlots())) {
      var plan = optimizer().plan(Plan.Shape.of(task));
      var spent = outcome(rig(task)).result().spent();
      assertThat(spent.rollouts()).isBetween(plan.minRollouts(), plan.maxRollouts());
      assertThat(spent.teacherCalls()).isBetween(plan.minTeacherCalls(), plan.maxTeacherCalls());
    }
  }

  @Test
  void options_survive_being_written_and_read() {
    var optimizer = optimizer();
    var options = Optimizers.values(optimizer).map();
    assertThat(Optimizers.of(optimizer.name(), options)).isEqualTo(optimizer);
    var texts = new LinkedHashMap<String, String>();
    options.forEach((name, value) -> texts.put(name, Values.textOf(value)));
    assertThat(Optimizers.of(optimizer.name(), texts)).isEqualTo(optimizer);
    assertThat(Optimizers.options(optimizer))
        .allSatisfy(o -> assertThat(o.description()).as(o.name()).isNotBlank());
    assertThat(Optimizers.summary(optimizer)).isNotBlank();
  }

  @Test
  void decisions_are_those_on_file() {
    var outcome = outcome(rig(RiggedTask.oneSlot()));
    RecordedDecisions.check(decisionsFile(), RecordedDecisions.text(outcome.events().decisions()));
  }

  /** What holds for every run, however it ended. */
  private static void isSound(Rig.Outcome outcome) {
    var result = outcome.result();
    assertThat(result.best().slots().keySet()).isEqualTo(result.seed().slots().keySet());
    assertThat(result.optimized().mean()).isGreaterThanOrEqualTo(result.baseline().mean());
    assertThat(result.difference().difference().mean()).isGreaterThanOrEqualTo(0);
    assertThat(result.spent().usd()).isCloseTo(outcome.usd(), within(1e-9));
    var proposed = new HashSet<String>();
    proposed.add(result.seed().id());
    outcome.events().of(Event.Proposed.class).forEach(p -> proposed.add(p.id()));
    assertThat(proposed)
        .as("candidates measured on validation were proposed first")
        .containsAll(result.candidates().stream().map(m -> m.candidate().id()).toList());
    assertThat(Candidate.fromJson(Json.parseObject(Json.write(result.best().toJson()))))
        .isEqualTo(result.best());
  }
}
