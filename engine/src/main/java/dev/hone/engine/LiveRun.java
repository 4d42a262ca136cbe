package dev.hone.engine;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a {@link Run}: wires meters, journal, workers and study together and sees the
 * search to its end.
 */
final class LiveRun<I, O> implements AutoCloseable {
  private static final long HEARTBEAT_MS = 5_000;
  private static final long LOOK_MS = 200;

  private final Run<I, O> run;
  private final String process = UUID.randomUUID().toString().substring(0, 8);
  private final Instant started;
  private final Duration before;
  private final Meter meter;
  private final Recorder recorder;
  private final Workers workers;
  private final Steering steering;
  private final Gate gate;
  private final LiveStudy<I, O> study;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread watch;
  private String cause = "finished";

  LiveRun(Run<I, O> run) {
    run.budget().requirePrices(run.roles().student(), run.roles().teacher(), run.roles().judge());
    this.run = run;
    var books = run.books();
    this.started = run.clock().instant();
    this.before = books.log().recorded().active();
    this.meter = new Meter(run.budget(), this::active);
    this.recorder =
        new Recorder(
            books.run(), process, books.log(), books.listeners(), run.clock(), meter::spent);
    this.workers = new Workers(run.parallel());
    this.steering = new Steering(run.control(), recorder);
    this.gate = new Gate(meter, books.journal(), recorder, steering, run.target());
    var calls = new Calls(run.roles(), meter, books.journal(), recorder);
    var rollouts =
        new Rollouts<>(
            run.task(), run.roles(), calls, meter, books.journal(), recorder, workers, run.clock());
    var questions = new Questions(run.roles(), calls, books.journal());
    this.study =
        new LiveStudy<>(
            run.task(),
            run.start(),
            run.seed(),
            meter,
            rollouts,
            questions,
            workers,
            gate,
            recorder);
    recorder.observe(
        new Event.ProcessStarted(
            process, ProcessHandle.current().pid(), host(), version(), recorder.replayedThrough()),
        false);
    this.watch = Thread.ofVirtual().name("hone-watch").start(this::watch);
  }

  RunResult optimize(Optimizer optimizer) {
    recorder.decide(new Event.RunStarted(run.books().digest(), run.start()));
    var end = search(optimizer);
    var best = study.bestEvaluation();
    var baseline = study.measured().isEmpty() ? best : study.measured().getFirst();
    var difference = Comparison.of(baseline, best);
    boolean worthATest =
        end.reason() != StopReason.CANCELLED
            && end.reason() != StopReason.FAILED
            && !study.measured().isEmpty();
    var test = worthATest ? test(best.candidate()) : Optional.<RunResult.TestResult>empty();
    if (test.isEmpty() && !run.task().test().isEmpty() && steering.stopped())
      end =
          new End(
              StopReason.CANCELLED,
              "The run was stopped before its test examples were measured; it can be resumed.");
    recorder.decide(
        new Event.RunFinished(
            best.candidate().id(),
            baseline.interval(),
            best.interval(),
            difference,
            test.map(RunResult.TestResult::difference),
            end.reason(),
            end.sentence(),
            Optional.of(best.candidate().id())));
    cause = end.reason().name().toLowerCase(Locale.ROOT);
    var candidates =
        study.measured().stream()
            .map(m -> new RunResult.Measured(m.candidate(), m.interval()))
            .toList();
    return new RunResult(
        study.seed(),
        best.candidate(),
        baseline.interval(),
        best.interval(),
        difference,
        test,
        candidates,
        study.population(),
        meter.spent(),
        end.reason(),
        end.sentence());
  }

  Run.Measurement measure(Candidate candidate, List<Example> examples) {
    recorder.decide(new Event.RunStarted(run.books().digest(), candidate));
    try {
      return new Run.Measurement(
          study.evaluate(candidate, examples), meter.spent(), Optional.empty());
    } catch (BudgetExhausted | RunFailed e) {
      cause = "failed";
      return new Run.Measurement(
          new Evaluation(candidate, List.of()),
          meter.spent(),
          Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /** Why the search ended. */
  private record End(StopReason reason, String sentence) {}

  private End search(Optimizer optimizer) {
    try {
      study.startFrom(optimizer.start(study));
      if (optimizer.seedMeasuredFirst() || limitsMoreThanRollouts()) measureSeed();
      var chosen = optimizer.optimize(study);
      measureSeed();
      study.evaluate(chosen, run.task().validation());
      return ended(gate.reason(), "The optimizer had nothing more to try.");
    } catch (BudgetExhausted e) {
      return ended(e, "");
    } catch (RunFailed e) {
      return new End(StopReason.FAILED, String.valueOf(e.getMessage()));
    } finally {
      study.settle();
    }
  }

  private void measureSeed() {
    if (study.measured().isEmpty()) study.evaluate(study.seed(), run.task().validation());
  }

  private boolean limitsMoreThanRollouts() {
    return run.target().isPresent()
        || run.budget().limits().keySet().stream().anyMatch(limit -> !limit.equals("rollouts"));
  }

  private static End ended(@Nullable BudgetExhausted end, String otherwise) {
    return end == null
        ? new End(StopReason.CONVERGED, otherwise)
        : new End(end.reason(), String.valueOf(end.getMessage()));
  }

  /** Uses the test examples, once, when the budget still admits it. */
  private Optional<RunResult.TestResult> test(Candidate best) {
    if (run.task().test().isEmpty()) return Optional.empty();
    gate.reopen();
    try {
      var seed = study.test(study.seed());
      var after = best.equals(study.seed()) ? seed : study.test(best);
      recorder.decide(new Event.TestUsed(best.id(), best.id() + "/test", 1));
      return Optional.of(
          new RunResult.TestResult(seed.interval(), after.interval(), Comparison.of(seed, after)));
    } catch (BudgetExhausted | RunFailed e) {
      recorder.observe(
          new Event.Warned(
              "no-test",
              "The test split was not measured. " + e.getMessage(),
              "Run hone evaluate --split test on the compiled file."),
          false);
      return Optional.empty();
    }
  }

  private Duration active() {
    return before.plus(Duration.between(started, run.clock().instant()));
  }

  /** Looks after what cannot wait for the next admission: commands, the clock, the heartbeat. */
  private void watch() {
    long beat = 0;
    try {
      while (!over.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
        steering.poll();
        if (steering.stopped())
          workers.halt(
              gate.halted(StopReason.CANCELLED, "The run was stopped; it can be resumed."));
        if (meter.timeIsUp())
          workers.halt(
              gate.halted(
                  StopReason.BUDGET,
                  "The budget of %s is used up.".formatted(meter.budget().time())));
        beat += LOOK_MS;
        if (beat % HEARTBEAT_MS == 0) recorder.observe(heartbeat(), false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Event.Heartbeat heartbeat() {
    var spent = meter.spent();
    var runtime = Runtime.getRuntime();
    double seconds =
        Math.max(1, Duration.between(started, run.clock().instant()).toMillis() / 1000.0);
    return new Event.Heartbeat(
        meter.inFlight(),
        workers.busy(),
        spent.rollouts() / seconds,
        (runtime.totalMemory() - runtime.freeMemory()) >> 20);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private static String version() {
    var version = LiveRun.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public void close() {
    over.countDown();
    Workers.join(watch);
    recorder.observe(new Event.ProcessEnded(process, cause), false);
  }
}
