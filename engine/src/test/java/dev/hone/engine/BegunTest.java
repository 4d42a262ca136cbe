package dev.hone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Candidate;
import dev.hone.core.Request;
import dev.hone.core.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class BegunTest {

  /** Asks, measures while the question is on its way, and tries what came of it. */
  private record Eager(int rounds) implements Optimizer {
    @Override
    public Candidate optimize(Study study) {
      var pending = begin(study, 0);
      for (int round = 1; round <= rounds; round++) {
        var next = begin(study, round);
        study.evaluate(study.best(), study.sample(study.train(), 4));
        for (var idea : pending.answers()) {
          var child = study.best().instruct("classify", idea.instruction());
          study.note(Event.Proposed.of(child, study.best(), "eager", round, ""));
          study.evaluate(child, study.validation());
        }
        pending = next;
      }
      return study.best();
    }

    private static Pending<RunTest.Idea> begin(Study study, int round) {
      return study.begin(RunTest.PROPOSE, new RunTest.History("round " + round), 2, Settings.NONE);
    }

    @Override
    public Plan plan(Plan.Shape shape) {
      return Plan.between(
          0, shape.validation() * (2L * rounds + 1) + 4L * rounds, 0, 2L * (rounds + 1));
    }
  }

  private static Run<RunTest.Question, RunTest.Parity> run(
      RunTest.Counting student, RunTest.Counting teacher) {
    return Run.of(RunTest.TASK, student).withTeacher(teacher);
  }

  @Test
  void what_is_decided_does_not_depend_on_when_answers_arrive() {
    for (int attempt = 0; attempt < 5; attempt++) {
      var journal = Journal.inMemory();
      var first =
          RunTest.decisions(
              run(
                      new RunTest.Counting(RunTest::student, 100),
                      new RunTest.Counting(RunTest::teacher, 500))
                  .withJournal(journal),
              new Eager(4));
      var student = new RunTest.Counting(RunTest::student, 500);
      var teacher = new RunTest.Counting(RunTest::teacher, 0);
      var again =
          RunTest.decisions(
              run(student, teacher).withJournal(journal).withParallel(1), new Eager(4));
      assertThat(again).isEqualTo(first);
      assertThat(student.calls.get() + teacher.calls.get()).isZero();
    }
  }

  @Test
  void the_search_goes_on_while_the_teacher_writes() {
    var measured = new CountDownLatch(4 + 10);
    var waited = new ArrayList<Boolean>();
    Function<Request, String> patient =
        request -> {
          try {
            var there = measured.await(20, TimeUnit.SECONDS);
            synchronized (waited) {
              waited.add(there);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return RunTest.teacher(request);
        };
    Function<Request, String> student =
        request -> {
          measured.countDown();
          return RunTest.student(request);
        };
    run(new RunTest.Counting(student, 0), new RunTest.Counting(patient, 0)).optimize(new Eager(1));
    assertThat(waited).isNotEmpty().doesNotContain(false);
  }

  @Test
  void where_calls_are_limited_the_answers_are_there_before_the_search_goes_on() {
    var log = new ArrayList<String>();
    Function<Request, String> teacher =
        request -> {
          synchronized (log) {
            log.add("teacher");
          }
          return RunTest.teacher(request);
        };
    var seen = new ArrayList<Integer>();
    Optimizer watching =
        new Optimizer() {
          @Override
          public Candidate optimize(Study study) {
            var pending = Eager.begin(study, 0);
            synchronized (log) {
              seen.add(log.size());
            }
            assertThat(pending.answers()).hasSize(2);
            return study.best();
          }

          @Override
          public String name() {
            return "watching";
          }

          @Override
          public Plan plan(Plan.Shape shape) {
            return Plan.exactly(shape.validation(), 2);
          }
        };
    run(new RunTest.Counting(RunTest::student, 0), new RunTest.Counting(teacher, 0))
        .withBudget(Budget.NONE.withCalls(100))
        .optimize(watching);
    assertThat(seen).isEqualTo(List.of(2));
  }

  @Test
  void a_question_nobody_waits_for_is_answered_and_counted_before_the_run_ends() {
    var teacher = new RunTest.Counting(RunTest::teacher, 2_000);
    var result = run(new RunTest.Counting(RunTest::student, 0), teacher).optimize(new Eager(2));
    assertThat(teacher.calls.get()).isEqualTo(6);
    assertThat(result.spent().teacherCalls()).isEqualTo(6);
  }
}
