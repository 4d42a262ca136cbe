package dev.hone.engine;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.GraderFailed;
import dev.hone.core.Request;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import dev.hone.lm.Exchange;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.RolloutSession;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Runs a program on an example and grades it; what is known is not run again. */
final class Rollouts<I, O> {
  private static final int SAMPLES_APART = 100_000;

  private final Task<I, O> task;
  private final Roles roles;
  private final Calls calls;
  private final Meter meter;
  private final Journal journal;
  private final Recorder recorder;
  private final Workers workers;
  private final InstantSource clock;
  private final Map<String, CompletableFuture<Rollout>> known = new ConcurrentHashMap<>();

  Rollouts(
      Task<I, O> task,
      Roles roles,
      Calls calls,
      Meter meter,
      Journal journal,
      Recorder recorder,
      Workers workers,
      InstantSource clock) {
    this.task = task;
    this.roles = roles;
    this.calls = calls;
    this.meter = meter;
    this.journal = journal;
    this.recorder = recorder;
    this.workers = workers;
    this.clock = clock;
  }

  /** Where a rollout belongs, for the log. */
  record Purpose(String evaluation, String split, String name) {}

  /** Claims a rollout for the caller; false when it is known or claimed already. */
  boolean claim(String key) {
    return known.putIfAbsent(key, new CompletableFuture<>()) == null;
  }

  /** Takes a claim back that the budget did not admit. */
  void unclaim(String key) {
    known.remove(key);
  }

  /** Ends a claim that will not be served, for all who wait for it. */
  void abandon(String key, Throwable why) {
    var claimed = known.get(key);
    if (claimed != null && !claimed.isDone()) {
      known.remove(key);
      claimed.completeExceptionally(why);
    }
  }

  /** Returns when every finished rollout is in the journal; only then may a search see it. */
  void settle() {
    journal.settle();
  }

  /** The rollout another caller has claimed; waits for it. */
  Rollout await(String key) {
    var claimed = known.get(key);
    if (claimed == null)
      throw new IllegalStateException("Rollout %s was never claimed.".formatted(key));
    try {
      return claimed.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Runs what {@link #claim} gave to the caller. */
  Rollout run(
      Candidate candidate, String id, Example example, Conditions conditions, Purpose purpose) {
    var key = Rollout.key(id, example.id(), conditions);
    var claimed = known.computeIfAbsent(key, _ -> new CompletableFuture<>());
    try {
      var stored =
          journal
              .read(Journal.Kind.ROLLOUT, key)
              .map(body -> RolloutJson.read(body, id, example, conditions, calls));
      stored.ifPresent(s -> recharge(s, purpose));
      var rollout =
          stored.isPresent()
              ? stored.get().rollout()
              : fresh(candidate, id, example, conditions, purpose, key);
      meter.rolledOut();
      recorder.observe(finished(key, rollout, purpose), stored.isPresent());
      claimed.complete(rollout);
      return rollout;
    } catch (RuntimeException | Error e) {
      known.remove(key);
      claimed.completeExceptionally(e);
      throw e;
    }
  }

  private Rollout fresh(
      Candidate candidate,
      String id,
      Example example,
      Conditions conditions,
      Purpose purpose,
      String key) {
    var started = clock.instant();
    recorder.observe(new Event.RolloutStarted(key, purpose.evaluation()), false);
    var session = session(candidate, conditions, purpose, started);
    var judge =
        new JudgeSession(
            roles.formatOf(Role.JUDGE),
            calls,
            purpose.name(),
            started,
            new ConcurrentLinkedQueue<>());
    Rollout rollout;
    try {
      var output = session.run(task.program(), task.in().decode(example.input()));
      requireUse(session.trace());
      rollout = graded(id, example, conditions, output, session, judge);
    } catch (BudgetExhausted | RunFailed e) {
      throw e;
    } catch (GraderFailed e) {
      rollout = missing(id, example, conditions, session, "No grade: " + e.getMessage());
    } catch (ModelFailure e) {
      workers.check();
      rollout = unanswered(id, example, conditions, session, e);
    } catch (Exception e) {
      workers.check();
      rollout = failed(id, example, conditions, session, e);
    }
    journal.later(Journal.Kind.ROLLOUT, key, RolloutJson.write(rollout, judge.asked()));
    return rollout;
  }

  /** A score says something about a candidate only when the program used one of its prompts. */
  private static void requireUse(Trace trace) {
    boolean used =
        trace.steps().stream()
            .anyMatch(s -> s.kind() == Trace.Kind.MODEL || s.kind() == Trace.Kind.TEXT);
    if (!used)
      throw new IllegalStateException(
          "The program answered without asking any model through its session. Call session.call(…) or session.exchange(…), or session.text(…) where the text itself is what is judged.");
  }

  private RolloutSession session(
      Candidate candidate, Conditions conditions, Purpose purpose, Instant started) {
    RolloutSession.Send send =
        (slot, request) -> {
          var question = request.withSettings(conditions.settings().or(request.settings()));
          return sent(
              calls.send(conditions.role(), slot, purpose.name(), sampled(question, conditions)));
        };
    return new RolloutSession(
        candidate, roles.formatOf(conditions.role()), send, started, new Recoveries(recorder));
  }

  /** Every answer that was not as asked is seen in the log. */
  private record Recoveries(Recorder recorder) implements RolloutSession.Listener {
    @Override
    public void recovered(String slot, Exchange.Recovery recovery, String before, String after) {
      var warning =
          new Event.Warned(
              recovery.name().toLowerCase(Locale.ROOT).replace('_', '-'),
              "An answer for '%s' was not in the format asked for: %s"
                  .formatted(slot, shortened(before)),
              "Read as: " + shortened(after));
      try {
        recorder.observe(warning, false);
      } catch (BadInput e) {
        throw RunFailed.by(e);
      }
    }
  }

  private static Request sampled(Request request, Conditions conditions) {
    return conditions.sample() == 0
        ? request
        : request.withSample(request.sample() + conditions.sample() * SAMPLES_APART);
  }

  private static RolloutSession.Answer sent(Calls.Answered answered) {
    return new RolloutSession.Answer(answered.key(), answered.completion());
  }

  private Rollout graded(
      String id,
      Example example,
      Conditions conditions,
      O output,
      RolloutSession session,
      JudgeSession judge)
      throws Exception {
    var trace = session.trace();
    var grade =
        task.metric()
            .grade(
                task.in().decode(example.input()),
                task.out().decode(example.expected()),
                output,
                trace,
                judge);
    return new Rollout(
        id,
        example,
        conditions,
        Rollout.Status.OK,
        task.out().encode(output),
        grade,
        trace,
        Optional.empty());
  }

  private Rollout failed(
      String id, Example example, Conditions conditions, RolloutSession session, Exception e) {
    var message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new Rollout(
        id,
        example,
        conditions,
        Rollout.Status.FAILED,
        Values.EMPTY,
        Grade.of(0, "Failed: " + message),
        session.trace(),
        Optional.of(message));
  }

  private Rollout unanswered(
      String id, Example example, Conditions conditions, RolloutSession session, ModelFailure e) {
    if (e.kind().ofContent()) return failed(id, example, conditions, session, e);
    if (!e.kind().mayPass()) throw new RunFailed(String.valueOf(e.getMessage()), e);
    return missing(id, example, conditions, session, "No answer: " + e.getMessage());
  }

  private static Rollout missing(
      String id, Example example, Conditions conditions, RolloutSession session, String why) {
    return new Rollout(
        id,
        example,
        conditions,
        Rollout.Status.MISSING,
        Values.EMPTY,
        Grade.of(0, why),
        session.trace(),
        Optional.of(why));
  }

  /** A rollout from the journal spent its calls in an earlier process of this run. */
  private void recharge(RolloutJson.Stored stored, Purpose purpose) {
    var rollout = stored.rollout();
    for (var step : rollout.trace().steps())
      for (var call : step.calls())
        calls.recharge(rollout.conditions().role(), step.slot(), purpose.name(), call);
    for (var call : stored.judgeCalls()) calls.recharge(Role.JUDGE, "judge", purpose.name(), call);
  }

  private static Event.RolloutFinished finished(String key, Rollout rollout, Purpose purpose) {
    var steps = rollout.trace().steps();
    long latency = steps.stream().mapToLong(s -> s.startMs() + s.durationMs()).max().orElse(0);
    return new Event.RolloutFinished(
        key,
        rollout.candidate(),
        rollout.example().id(),
        rollout.conditions().sample(),
        purpose.split(),
        purpose.name(),
        purpose.evaluation(),
        rollout.score(),
        rollout.grade().parts(),
        shortened(rollout.grade().feedback()),
        rollout.status(),
        rollout.error().map(Rollouts::shortened),
        steps.stream().map(Trace.Step::calls).flatMap(List::stream).toList(),
        latency);
  }

  private static String shortened(String text) {
    return text.length() <= 400 ? text : text.substring(0, 399) + "…";
  }
}
