package dev.hone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Completion;
import dev.hone.core.Describe;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Predictor;
import dev.hone.core.Request;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.RetryPolicy;
import dev.hone.lm.Retrying;
import dev.hone.lm.Timekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunTest {
  record Question(String question) {}

  record Parity(String parity) {}

  record History(String attempts) {}

  record Idea(@Describe("a better instruction") String instruction) {}

  static final Predictor<Question, Parity> CLASSIFY =
      Predictor.of("classify", Question.class, Parity.class, "Answer.");
  static final Predictor<History, Idea> PROPOSE =
      Predictor.of("propose", History.class, Idea.class, "Write a better instruction.");
  static final Pattern NUMBER = Pattern.compile("is (\\d+) even");

  /** Asks for eight ideas at a time, measures them side by side, and starts over. */
  record Climber(int rounds) implements Optimizer {
    @Override
    public Candidate optimize(Study study) {
      for (int round = 0; round < rounds && study.hasBudget(); round++) {
        var ideas = study.ask(PROPOSE, new History(study.best().id()), 6);
        study.map(
            ideas, idea -> measured(study, study.best().instruct("classify", idea.instruction())));
      }
      return study.best();
    }

    private static double measured(Study study, Candidate child) {
      var first = study.evaluate(child, study.sample(study.train(), 3));
      return first.mean() == 0 ? 0 : study.evaluate(child, study.validation()).mean();
    }

    @Override
    public Plan plan(Plan.Shape shape) {
      return Plan.between(
          shape.validation(), (6L * rounds + 1) * (shape.validation() + 3L), 0, 6L * rounds);
    }
  }

  static final List<Example> DATA =
      IntStream.range(0, 30)
          .mapToObj(i ->
              Example.of(
                  new Question("is %d even or odd?".formatted(i)),
                  new Parity(i % 2 == 0 ? "even" : "odd")))
          .toList();

  static final Task<Question, Parity> TASK =
      Task.of(
          CLASSIFY,
          (_, expected, actual, _) ->
              Grade.of(expected.equals(actual), "expected " + expected.parity()),
          DATA.subList(0, 10),
          DATA.subList(10, 20),
          DATA.subList(20, 30));

  /**
   * Knows parity when told to look at the last digit; otherwise only multiples of four, or all but
   * multiples of three.
   */
  static String student(Request request) {
    var told = request.messages().getFirst().text();
    var asked = NUMBER.matcher(request.messages().getLast().text());
    int n = asked.find() ? Integer.parseInt(asked.group(1)) : 0;
    boolean knows =
        told.contains("last digit") || (told.contains("step by step") && n % 3 != 0) || n % 4 == 0;
    return "[[ ## parity ## ]]\n"
        + (knows ? n % 2 == 0 ? "even" : "odd" : "unsure")
        + "\n[[ ## completed ## ]]";
  }

  static final List<String> IDEAS =
      List.of(
          "Be polite.", "Think step by step.", "Look at the last digit.", "Guess.", "Be brief.");

  static String teacher(Request request) {
    int pick = ThreadLocalRandom.current().nextInt(IDEAS.size());
    return "[[ ## instruction ## ]]\n"
        + IDEAS.get(pick)
        + " "
        + ThreadLocalRandom.current().nextInt(1000)
        + "\n[[ ## completed ## ]]";
  }

  /** Counts what it answers; a random pause shuffles the order in which answers arrive. */
  static final class Counting implements LanguageModel {
    final AtomicInteger calls = new AtomicInteger();
    final ConcurrentHashMap<String, Integer> asked = new ConcurrentHashMap<>();
    private final Function<Request, String> answer;
    private final int longestPause;

    Counting(Function<Request, String> answer, int longestPause) {
      this.answer = answer;
      this.longestPause = longestPause;
    }

    @Override
    public Completion complete(Request request) {
      calls.incrementAndGet();
      asked.merge(request.key(), 1, Integer::sum);
      for (int i = ThreadLocalRandom.current().nextInt(longestPause + 1); i > 0; i--)
        Thread.yield();
      return Completion.of(answer.apply(request), Completion.Usage.of(50, 5), "scripted");
    }

    @Override
    public String name() {
      return "scripted/model";
    }
  }

  static List<Event.Decision> decisions(Run<?, ?> run, Optimizer optimizer) {
    var log = new ArrayList<Event.Decision>();
    run.withListener(
            r -> {
              if (r.event() instanceof Event.Decision d) log.add(d);
            })
        .optimize(optimizer);
    return log;
  }

  @Test
  void improves_and_reports_honestly() {
    var result =
        Run.of(TASK, new Counting(RunTest::student, 0))
            .withTeacher(new Counting(RunTest::teacher, 0))
            .optimize(new Climber(4));
    assertThat(result.optimized().mean()).isEqualTo(1.0);
    assertThat(result.baseline().mean()).isLessThan(0.5);
    assertThat(result.difference().difference().low()).isPositive();
    assertThat(result.test())
        .hasValueSatisfying(t -> assertThat(t.optimized().mean()).isEqualTo(1.0));
    assertThat(result.stopReason()).isEqualTo(StopReason.CONVERGED);
  }

  @Test
  void same_journal_gives_same_decisions_whatever_the_latencies() {
    var journal = Journal.inMemory();
    var first =
        decisions(
            Run.of(TASK, new Counting(RunTest::student, 50))
                .withTeacher(new Counting(RunTest::teacher, 50))
                .withJournal(journal),
            new Climber(3));
    for (int parallel : List.of(1, 3, 64)) {
      var student = new Counting(RunTest::student, 200);
      var teacher = new Counting(RunTest::teacher, 200);
      var again =
          decisions(
              Run.of(TASK, student)
                  .withTeacher(teacher)
                  .withJournal(journal)
                  .withParallel(parallel),
              new Climber(3));
      assertThat(again).isEqualTo(first);
      assertThat(student.calls).hasValue(0);
      assertThat(teacher.calls).hasValue(0);
    }
  }

  @Test
  void a_run_that_dies_anywhere_is_resumed_without_asking_twice() {
    for (int dieAfter : List.of(1, 7, 15, 33, 60, 100)) {
      var journal = Journal.inMemory();
      var served = new AtomicInteger();
      Function<Request, String> dying =
          r -> {
            if (served.incrementAndGet() > dieAfter) throw new OutOfMemoryError("killed");
            return student(r);
          };
      var student = new Counting(dying, 20);
      var teacher = new Counting(RunTest::teacher, 20);
      var run = Run.of(TASK, student).withTeacher(teacher).withJournal(journal).withParallel(4);
      try {
        run.optimize(new Climber(3));
      } catch (OutOfMemoryError e) {
        assertThat(e).hasMessage("killed");
      }
      var answeredBefore = answered(journal, student, teacher);
      var student2 = new Counting(RunTest::student, 20);
      var teacher2 = new Counting(RunTest::teacher, 20);
      var resumed = run.withRoles(Run.of(TASK, student2).withTeacher(teacher2).roles());
      var events = decisions(resumed, new Climber(3));
      assertThat(student2.asked.keySet()).doesNotContainAnyElementsOf(answeredBefore);
      assertThat(teacher2.asked.keySet()).doesNotContainAnyElementsOf(answeredBefore);
      assertThat(decisions(resumed, new Climber(3))).isEqualTo(events);
    }
  }

  private static List<String> answered(Journal journal, Counting... models) {
    return List.of(models).stream()
        .flatMap(m -> m.asked.keySet().stream())
        .filter(k -> journal.read(Journal.Kind.CALL, k).isPresent())
        .toList();
  }

  @Test
  void no_limit_is_ever_passed() {
    for (int limit : List.of(0, 1, 2, 9, 10, 11, 25, 57, 120)) {
      var student = new Counting(RunTest::student, 5);
      var teacher = new Counting(RunTest::teacher, 5);
      var calls =
          Run.of(TASK, student)
              .withTeacher(teacher)
              .withBudget(Budget.NONE.withCalls(limit))
              .optimize(new Climber(5));
      assertThat(student.calls.get() + teacher.calls.get()).isLessThanOrEqualTo(limit);
      assertThat(calls.spent().calls()).isEqualTo(student.calls.get() + teacher.calls.get());
      var rollouts =
          Run.of(TASK, new Counting(RunTest::student, 5))
              .withTeacher(teacher)
              .withBudget(Budget.rollouts(limit))
              .optimize(new Climber(5));
      assertThat(rollouts.spent().rollouts() - (rollouts.test().isPresent() ? 20 : 0))
          .isLessThanOrEqualTo(limit);
      var tokens =
          Run.of(TASK, new Counting(RunTest::student, 5))
              .withTeacher(teacher)
              .withBudget(Budget.NONE.withTokens(limit * 400L))
              .optimize(new Climber(5));
      assertThat(tokens.spent().tokens()).isLessThanOrEqualTo(limit * 400L);
    }
  }

  @Test
  void a_provider_that_refuses_ends_the_run_with_its_reason() {
    LanguageModel refusing =
        new Counting(
            _ -> {
              throw new ModelFailure(ModelFailure.Kind.AUTHENTICATION, "The key was refused.");
            },
            0);
    var result = Run.of(TASK, refusing).optimize(new Climber(2));
    assertThat(result.stopReason()).isEqualTo(StopReason.FAILED);
    assertThat(result.sentence()).contains("The key was refused.");
    assertThat(result.best()).isEqualTo(result.seed());
  }

  @Test
  void a_few_missing_answers_are_counted_apart() {
    var n = new AtomicInteger();
    LanguageModel flaky =
        new Counting(
            r -> {
              if (n.incrementAndGet() % 4 == 0)
                throw new ModelFailure(ModelFailure.Kind.SERVER, "The provider failed.");
              return student(r);
            },
            0);
    var measured =
        Run.of(TASK, flaky)
            .withParallel(1)
            .evaluate(Candidate.seedOf(TASK.program()), DATA.subList(0, 12));
    assertThat(measured.evaluation().missing()).isEqualTo(3);
    assertThat(measured.evaluation().interval().n()).isEqualTo(9);
  }

  @Test
  void stopping_keeps_everything_and_says_so() {
    var control = new Control.Manual();
    var n = new AtomicInteger();
    LanguageModel student =
        new Counting(
            r -> {
              if (n.incrementAndGet() == 25) control.stop();
              return student(r);
            },
            0);
    var journal = Journal.inMemory();
    var run =
        Run.of(TASK, student)
            .withTeacher(new Counting(RunTest::teacher, 0))
            .withJournal(journal)
            .withControl(control);
    assertThat(run.optimize(new Climber(50)).stopReason()).isEqualTo(StopReason.CANCELLED);
    assertThat(run.withControl(Control.none()).optimize(new Climber(2)).stopReason())
        .isEqualTo(StopReason.CONVERGED);
  }

  @Test
  void a_run_stopped_in_its_test_is_not_done() {
    var control = new Control.Manual();
    LanguageModel student =
        new Counting(
            r -> {
              if (r.messages().getLast().text().contains("is 25 ")) control.stop();
              return student(r);
            },
            0);
    var run =
        Run.of(TASK, student)
            .withTeacher(new Counting(RunTest::teacher, 0))
            .withJournal(Journal.inMemory())
            .withParallel(1)
            .withControl(control);
    var result = run.optimize(new Climber(2));
    assertThat(result.stopReason()).isEqualTo(StopReason.CANCELLED);
    assertThat(result.test()).isEmpty();
    assertThat(run.withControl(Control.none()).optimize(new Climber(2)).test()).isPresent();
  }

  @Test
  void an_optimizer_that_asks_only_for_what_is_known_is_stopped() {
    Optimizer circling =
        new Optimizer() {
          @Override
          public Candidate optimize(Study study) {
            while (study.hasBudget()) study.evaluate(study.seed(), study.validation());
            return study.seed();
          }

          @Override
          public Plan plan(Plan.Shape shape) {
            return Plan.exactly(shape.validation(), 0);
          }
        };
    assertThat(Run.of(TASK, new Counting(RunTest::student, 0)).optimize(circling).stopReason())
        .isEqualTo(StopReason.STALLED);
  }

  @Test
  void a_text_is_judged_without_asking_anybody_and_admits_no_call() {
    var task =
        TextTask.of("tidy", "a b", text -> dev.hone.core.Grade.of(text.length() / 10.0, "short"));
    var measured =
        Run.of(task.task(), new Counting(RunTest::student, 0))
            .withBudget(Budget.NONE.withCalls(1))
            .evaluate(Candidate.seedOf(task.task().program()), task.validation());
    assertThat(measured.evaluation().mean()).isEqualTo(0.3);
    var step = measured.evaluation().rollouts().getFirst().trace().steps().getFirst();
    assertThat(step.kind()).isEqualTo(dev.hone.core.Trace.Kind.TEXT);
    assertThat(step.slot()).isEqualTo("text");
    assertThat(measured.spent().calls()).isZero();
  }

  @Test
  void a_program_that_asks_nobody_is_an_error_and_not_a_score() {
    var program = TASK.program();
    var idle =
        new Task<Question, Parity>(
            "idle",
            new dev.hone.core.Program<>() {
              @Override
              public Parity run(Question input, dev.hone.core.Session session) {
                session.prompt(program.predictors().getFirst().slot());
                return new Parity("even");
              }

              @Override
              public List<Predictor<?, ?>> predictors() {
                return program.predictors();
              }
            },
            TASK.in(),
            TASK.out(),
            TASK.metric(),
            List.of(),
            DATA,
            List.of());
    var measured =
        Run.of(idle, new Counting(RunTest::student, 0))
            .evaluate(Candidate.seedOf(program), DATA.subList(0, 2));
    assertThat(measured.evaluation().failed()).isEqualTo(2);
    assertThat(measured.evaluation().rollouts().getFirst().error())
        .hasValueSatisfying(e -> assertThat(e).contains("without asking any model"));
    assertThat(Optional.of(measured.evaluation().mean())).contains(0.0);
  }

  /** Keeps what it is given until there is no more room. */
  static final class SmallDisk implements Journal {
    private final Journal behind = Journal.inMemory();
    private final AtomicInteger room;

    SmallDisk(int writes) {
      this.room = new AtomicInteger(writes);
    }

    @Override
    public Optional<String> read(Kind kind, String key) {
      return behind.read(kind, key);
    }

    @Override
    public void write(Kind kind, String key, String body) {
      if (room.getAndDecrement() <= 0) throw new BadInput("No space is left for the journal.");
      behind.write(kind, key, body);
    }

    @Override
    public void close() {}
  }

  @Test
  void a_full_disk_ends_the_run_and_makes_no_example_wrong() {
    var finished = new ArrayList<Event.RolloutFinished>();
    var disk = new SmallDisk(14);
    var run = Run.of(TASK, new Counting(RunTest::student, 0)).withParallel(1).withJournal(disk);
    var result =
        run.withListener(
                r -> {
                  if (r.event() instanceof Event.RolloutFinished f) finished.add(f);
                })
            .optimize(new Climber(2));
    assertThat(result.stopReason()).isEqualTo(StopReason.FAILED);
    assertThat(result.sentence()).isEqualTo("No space is left for the journal.");
    assertThat(finished).isNotEmpty().allMatch(f -> f.status() == Rollout.Status.OK);

    disk.room.set(Integer.MAX_VALUE);
    assertThat(run.evaluate(result.seed(), TASK.validation()).evaluation().failed()).isZero();
  }

  @Test
  void a_budget_in_dollars_is_refused_before_the_first_call_when_a_price_is_unknown() {
    var student = new Counting(RunTest::student, 0);
    var run = Run.of(TASK, student).withBudget(Budget.usd(5));
    assertThatThrownBy(() -> run.optimize(new Climber(2)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("scripted/model")
        .hasMessageContaining("price");
    assertThat(student.calls).hasValue(0);
  }

  @Test
  void a_budget_too_small_for_the_start_spends_nothing_on_the_test() {
    var student = new Counting(RunTest::student, 0);
    var result = Run.of(TASK, student).withBudget(Budget.rollouts(3)).optimize(new Climber(1));
    assertThat(result.stopReason()).isEqualTo(StopReason.BUDGET);
    assertThat(result.test()).isEmpty();
    assertThat(student.calls).hasValue(0);
  }

  @Test
  void attempts_that_brought_nothing_are_shown_and_count_for_no_limit() {
    var n = new AtomicInteger();
    LanguageModel flaky =
        new Counting(
            r -> {
              if (n.incrementAndGet() % 2 == 1)
                throw new ModelFailure(ModelFailure.Kind.TRANSPORT, "The answer was cut off.");
              return student(r);
            },
            0);
    var patient =
        new Retrying(
            flaky,
            new RetryPolicy(3, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1), 0),
            0,
            (_, _, _, _) -> {},
            Timekeeper.SYSTEM);
    var run =
        Run.of(TASK, patient)
            .withParallel(1)
            .withJournal(Journal.inMemory())
            .withBudget(Budget.NONE.withCalls(10));
    var first = run.evaluate(Candidate.seedOf(TASK.program()), TASK.validation()).spent();
    assertThat(first.calls()).isEqualTo(10);
    assertThat(first.failedAttempts()).isEqualTo(10);
    assertThat(run.evaluate(Candidate.seedOf(TASK.program()), TASK.validation()).spent())
        .as("told again by the journal")
        .matches(s -> s.failedAttempts() == 10);
  }
}
