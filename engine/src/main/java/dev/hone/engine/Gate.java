package dev.hone.engine;

import dev.hone.core.Json;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What every admission passes: commands from outside, the clock, the target. Influences of the
 * outside world are journalled under the number of the admission where they took effect, so that a
 * resumed run meets them again there.
 */
final class Gate {
  private final Meter meter;
  private final Journal journal;
  private final Recorder recorder;
  private final Steering steering;
  private final OptionalDouble target;
  private final AtomicReference<@Nullable BudgetExhausted> reason = new AtomicReference<>();
  private long admissions;

  Gate(Meter meter, Journal journal, Recorder recorder, Steering steering, OptionalDouble target) {
    this.meter = meter;
    this.journal = journal;
    this.recorder = recorder;
    this.steering = steering;
    this.target = target;
  }

  /** Lets the next admission through, or ends the run. */
  void pass() {
    var ended = reason.get();
    if (ended != null) throw ended;
    long number = admissions++;
    replayed(number);
    steering.poll();
    steering.awaitResume();
    for (var extension : steering.takeExtensions()) {
      journal.write(Journal.Kind.INFLUENCE, "extend/" + number, Json.write(extension.args()));
      extend(extension.id(), extension.args());
    }
    if (steering.stopped())
      throw halted(StopReason.CANCELLED, "The run was stopped; it can be resumed.");
    var limit = "time/" + meter.budget().time() + "/" + number;
    if (journal.read(Journal.Kind.INFLUENCE, limit).isPresent() || meter.timeIsUp()) {
      journal.write(Journal.Kind.INFLUENCE, limit, "{}");
      throw halted(
          StopReason.BUDGET, "The budget of %s is used up.".formatted(meter.budget().time()));
    }
  }

  /** As {@link #pass}, without ending the run. */
  boolean open() {
    try {
      pass();
    } catch (BudgetExhausted e) {
      return false;
    }
    if (!meter.hasBudget())
      reason.compareAndSet(
          null,
          new BudgetExhausted(
              StopReason.BUDGET, "The budget of %s is used up.".formatted(meter.budget().text())));
    return true;
  }

  /** Ends the run when the best mean reached the target. */
  void reached(double mean) {
    if (target.isPresent() && mean >= target.getAsDouble())
      reason.compareAndSet(
          null,
          new BudgetExhausted(
              StopReason.TARGET, "The target of %s was reached.".formatted(target.getAsDouble())));
  }

  BudgetExhausted halted(StopReason why, String sentence) {
    return halted(new BudgetExhausted(why, sentence));
  }

  /** Remembers the first end; all later admissions end the same way. */
  BudgetExhausted halted(BudgetExhausted end) {
    reason.compareAndSet(null, end);
    var first = reason.get();
    return first == null ? end : first;
  }

  /** Why the run was ended, when it was. */
  @Nullable BudgetExhausted reason() {
    return reason.get();
  }

  /** After the search, the test may still use what calls, tokens, money and time are left. */
  void reopen() {
    reason.set(null);
  }

  private void replayed(long number) {
    journal
        .read(Journal.Kind.INFLUENCE, "extend/" + number)
        .ifPresent(args -> extend("replayed", stringsOf(Json.parseObject(args))));
  }

  private void extend(String command, Map<String, String> args) {
    var before = meter.budget();
    var after = Steering.extended(before, args);
    meter.extend(after);
    if (!command.equals("replayed"))
      recorder.intervene(new Event.BudgetChanged(before.limits(), after.limits(), command));
  }

  private static Map<String, String> stringsOf(Map<String, Object> map) {
    var out = new TreeMap<String, String>();
    map.forEach((k, v) -> out.put(k, String.valueOf(v)));
    return out;
  }
}
