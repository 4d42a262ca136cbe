package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.ContentId;
import dev.hone.core.Json;
import dev.hone.data.Splits;
import dev.hone.engine.Budget;
import dev.hone.engine.Optimizers;
import dev.hone.lm.ModelSpec;
import dev.hone.lm.Price;
import dev.hone.lm.Prices;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The run record, {@code run.json}: what a run is about, written before it begins. */
final class RunRecord {
  /** What must be the same when a run goes on; everything else may change. */
  private static final List<String> FIXED =
      List.of("task", "program", "metric", "splits", "optimizer", "student", "teacher", "judge", "seed", "format");

  private RunRecord() {}

  static Map<String, Object> of(String run, Job job, Splits splits, String format, Prices prices) {
    var map = new LinkedHashMap<String, Object>();
    map.put("run", run);
    map.put("name", job.file().name());
    map.put("engineVersion", Version.text());
    map.put("task", job.file().file().toString());
    map.put("taskDigest", job.file().digest());
    map.put("program", job.file().program().describe().toJson());
    map.put("metric", job.file().metric());
    var optimizer = new LinkedHashMap<String, Object>();
    optimizer.put("name", job.optimizer().name());
    optimizer.put("version", job.optimizer().version());
    optimizer.put("options", Optimizers.values(job.optimizer()).map());
    map.put("optimizer", optimizer);
    var models = new LinkedHashMap<String, Object>();
    models.put("student", model(job.student(), prices));
    models.put("teacher", model(job.teacher(), prices));
    models.put("judge", model(job.judge(), prices));
    map.put("models", models);
    map.put("format", format);
    map.put("budget", limits(job.budget()));
    map.put("seed", job.seed());
    map.put("parallel", job.parallel());
    map.put("deadline", job.deadline().toString());
    var sizes = new LinkedHashMap<String, Object>();
    var counts = Map.of(
        "train", splits.train().size(),
        "validation", splits.validation().size(),
        "test", splits.test().size());
    splits.digests().forEach((name, digest) -> {
      var split = new LinkedHashMap<String, Object>();
      split.put("size", counts.getOrDefault(name, 0));
      split.put("digest", digest);
      sizes.put(name, split);
    });
    map.put("splits", sizes);
    map.put("host", Optional.ofNullable(System.getenv("HOSTNAME")).orElse(""));
    map.put("pid", ProcessHandle.current().pid());
    map.put("startedAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    map.put("digest", digest(map));
    return map;
  }

  private static Map<String, Object> limits(Budget budget) {
    var map = new LinkedHashMap<String, Object>();
    if (budget.rollouts() != Long.MAX_VALUE) map.put("rollouts", budget.rollouts());
    if (budget.calls() != Long.MAX_VALUE) map.put("calls", budget.calls());
    if (budget.tokens() != Long.MAX_VALUE) map.put("tokens", budget.tokens());
    if (budget.limitsUsd()) map.put("usd", budget.usd());
    if (!budget.time().equals(Budget.NONE.time())) map.put("time", budget.time().toString());
    return map;
  }

  /** The limits a run began with. */
  static Budget budget(Map<String, Object> record) {
    var map = Json.object(record.get("budget"));
    var budget = Budget.NONE;
    if (map.get("rollouts") instanceof Number n) budget = budget.withRollouts(n.longValue());
    if (map.get("calls") instanceof Number n) budget = budget.withCalls(n.longValue());
    if (map.get("tokens") instanceof Number n) budget = budget.withTokens(n.longValue());
    if (map.get("usd") instanceof Number n) budget = budget.withUsd(n.doubleValue());
    if (map.get("time") instanceof String t) budget = budget.withTime(Duration.parse(t));
    return budget;
  }

  private static Map<String, Object> model(ModelSpec spec, Prices prices) {
    var map = new LinkedHashMap<String, Object>();
    map.put("spec", spec.text());
    prices.of(spec.text()).ifPresent(price -> price(map, price));
    return map;
  }

  private static void price(Map<String, Object> map, Price price) {
    map.put("priceIn", price.input());
    map.put("priceCached", price.cached());
    map.put("priceOut", price.output());
    map.put("priceDate", price.date());
  }

  private static Map<String, Object> fixed(Map<String, Object> record) {
    var map = new LinkedHashMap<String, Object>();
    for (var key : FIXED) {
      var value =
          switch (key) {
            case "task" -> record.get("name");
            case "student", "teacher", "judge" -> spec(record, key);
            default -> record.get(key);
          };
      map.put(key, value == null ? "" : value);
    }
    return map;
  }

  /** The model of a role. */
  static String spec(Map<String, Object> record, String role) {
    var models = Json.object(record.get("models"));
    return History.text(Json.object(models.get(role)), "spec");
  }

  private static String digest(Map<String, Object> record) {
    return ContentId.full(Json.canonical(Json.parse(Json.write(fixed(record)))));
  }

  /**
   * Whether a run may go on as it is described now.
   *
   * @throws BadInput naming everything that is not as it was
   */
  static void requireSame(Map<String, Object> before, Map<String, Object> now, String place) {
    var then = Json.object(Json.parse(Json.write(fixed(before))));
    var today = Json.object(Json.parse(Json.write(fixed(now))));
    var changed = new ArrayList<String>();
    for (var key : FIXED) {
      if (!Json.canonical(then.get(key)).equals(Json.canonical(today.get(key)))) changed.add(key);
    }
    if (!changed.isEmpty())
      throw new BadInput(
          "The run in %s cannot go on, because this is not as it was: %s. Restore it, or start a new run without --resume."
              .formatted(place, String.join(", ", changed)));
  }
}
