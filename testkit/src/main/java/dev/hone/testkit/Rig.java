package dev.hone.testkit;

import dev.hone.core.Candidate;
import dev.hone.core.Request;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Event;
import dev.hone.engine.Journal;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Roles;
import dev.hone.engine.Run;
import dev.hone.engine.RunResult;
import dev.hone.engine.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A run on a {@link RiggedTask} with scripted student and teacher, both priced alike. Every {@link
 * #optimize} starts with fresh models, so that an outcome's counts are those of one process.
 */
public final class Rig {
  private final Run<Values, Values> run;
  private final Function<ScriptedModel, ScriptedModel> change;
  private final UnaryOperator<Function<Request, String>> answers;

  private Rig(
      Run<Values, Values> run,
      Function<ScriptedModel, ScriptedModel> change,
      UnaryOperator<Function<Request, String>> answers) {
    this.run = run;
    this.change = change;
    this.answers = answers;
  }

  public static Rig of(Task<Values, Values> task) {
    var model = RiggedTask.model("scripted/student");
    return new Rig(
        Run.of(task, Roles.of(model, new ScriptedFormat())).withSeed(7),
        m -> m,
        UnaryOperator.identity());
  }

  private Rig with(Run<Values, Values> next) {
    return new Rig(next, change, answers);
  }

  private Rig with(UnaryOperator<ScriptedModel> further) {
    return new Rig(run, change.andThen(further), answers);
  }

  public Rig withJournal(Journal journal) {
    return with(run.withJournal(journal));
  }

  public Rig withBudget(Budget budget) {
    return with(run.withBudget(budget));
  }

  public Rig withParallel(int parallel) {
    return with(run.withParallel(parallel));
  }

  public Rig withSeed(long seed) {
    return with(run.withSeed(seed));
  }

  public Rig withStart(Candidate start) {
    return with(run.withStart(start));
  }

  public Rig withClock(ManualClock clock) {
    return with(run.withClock(clock));
  }

  public Rig withLatency(Function<Request, Duration> latency) {
    return with(m -> m.withLatency(latency));
  }

  public Rig withPrice(double usdPerToken) {
    return with(m -> m.withPrice(usdPerToken));
  }

  public Rig withEachCall(Runnable work) {
    return with(m -> m.withEachCall(work));
  }

  /** Both models together die at their n-th call, counted from 0, and never answer again. */
  public Rig withDeathAt(int call) {
    var calls = new AtomicInteger();
    return with(m ->
        m.withFailures(_ -> calls.getAndIncrement() >= call ? new KilledJournal.Killed() : null));
  }

  /** Puts something between the models and what they would answer. */
  public Rig withAnswers(UnaryOperator<Function<Request, String>> next) {
    return new Rig(run, change, next);
  }

  /** Runs with fresh models. */
  public Outcome optimize(Optimizer optimizer) {
    var student = model("scripted/student");
    var teacher = model("scripted/teacher");
    var events = new RecordedEvents();
    var format = new ScriptedFormat();
    var result =
        run.withRoles(Roles.of(student, format).withTeacher(teacher, format))
            .withListener(events)
            .optimize(optimizer);
    return new Outcome(result, events, student, teacher);
  }

  private ScriptedModel model(String name) {
    var rigged = RiggedTask.model(name);
    return change.apply(ScriptedModel.of(name, answers.apply(rigged::answer)));
  }

  /** What a run gave, and what its models saw. */
  public record Outcome(
      RunResult result, RecordedEvents events, ScriptedModel student, ScriptedModel teacher) {

    /** The decisions as texts; equal lists are equal searches. */
    public List<String> decisions() {
      return events.decisionTexts();
    }

    /** Calls that were answered. */
    public int calls() {
      return student.calls() + teacher.calls();
    }

    public long tokens() {
      return student.tokens() + teacher.tokens();
    }

    public double usd() {
      return student.usd() + teacher.usd();
    }

    /** Keys of all requests that reached a model. */
    public List<String> asked() {
      return requests().map(Request::key).toList();
    }

    /** The inputs of questions that were asked with their own solution among the demos. */
    public List<Values> givenAway() {
      return requests()
          .map(Question::of)
          .filter(q -> q.demos().stream().anyMatch(d -> d.input().equals(q.input())))
          .map(Question::input)
          .toList();
    }

    /** Rollouts on the examples of one split, {@code train} for instance, that came to an end. */
    public int rollouts(String split) {
      return (int)
          events.of(Event.RolloutFinished.class).stream()
              .filter(r -> r.split().equals(split))
              .count();
    }

    private Stream<Request> requests() {
      return Stream.of(student, teacher).flatMap(m -> m.requests().stream());
    }
  }
}
