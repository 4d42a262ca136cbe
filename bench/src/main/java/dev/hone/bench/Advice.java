package dev.hone.bench;

import dev.hone.core.Values;
import dev.hone.engine.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether to optimize, and how.
 *
 * @param rule the rule that decided
 * @param instead what to do when not to optimize; empty otherwise
 * @param choice absent when not to optimize
 * @param preferred methods that the rule puts first and this Hone does not have
 * @param rollouts the budget to give; 0 when not to optimize
 * @param power what the validation examples can show; empty without any
 */
public record Advice(
    Situation situation,
    String rule,
    String reason,
    String source,
    String instead,
    Optional<Choice> choice,
    List<String> preferred,
    Optional<Choice> runnerUp,
    long rollouts,
    String power) {

  /** A method and what is known of it. */
  public record Choice(String method, Optional<Evidence> evidence) {}

  public boolean optimize() {
    return choice.isPresent();
  }

  /** All of it as JSON. */
  public Map<String, Object> toJson() {
    var map = new LinkedHashMap<String, Object>();
    map.put("task", situation.task());
    map.put("optimize", optimize());
    map.put("rule", rule);
    map.put("reason", reason);
    map.put("source", source);
    if (!instead.isEmpty()) map.put("instead", instead);
    choice.ifPresent(c -> {
      map.put("optimizer", c.method());
      map.put("rollouts", rollouts);
      c.evidence().ifPresent(e -> map.put("expected", json(e)));
    });
    map.put("preferred", preferred);
    runnerUp.ifPresent(r -> {
      var other = new LinkedHashMap<String, Object>();
      other.put("optimizer", r.method());
      r.evidence().ifPresent(e -> other.put("expected", json(e)));
      map.put("runnerUp", other);
    });
    situation.baseline().ifPresent(b -> map.put("baseline", json(b)));
    if (!power.isEmpty()) map.put("power", power);
    return map;
  }

  private static Map<String, Object> json(Evidence evidence) {
    var map = new LinkedHashMap<String, Object>();
    map.put("gain", json(evidence.gain()));
    map.put("where", evidence.where().text());
    map.put("tasks", (long) evidence.tasks());
    map.put("seeds", (long) evidence.seeds());
    map.put("budget", evidence.budget());
    map.put("rollouts", evidence.rollouts());
    map.put("calls", evidence.calls());
    map.put("tokens", evidence.tokens());
    evidence.usd().ifPresent(usd -> map.put("usd", usd));
    map.put("seconds", evidence.seconds());
    return map;
  }

  private static Map<String, Object> json(Interval interval) {
    return Values.of(
            "mean",
            interval.mean(),
            "low",
            interval.low(),
            "high",
            interval.high(),
            "n",
            interval.n())
        .map();
  }
}
