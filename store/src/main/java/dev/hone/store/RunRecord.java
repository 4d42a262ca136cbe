package dev.hone.store;

import dev.hone.core.BadInput;
import dev.hone.core.ContentId;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run is: everything that was fixed when it began. Kept as {@code run.json}.
 *
 * @param run a name no other run has; empty until the directory is created
 * @param relation to {@code parentRun}: {@code fork, migrate, extend} or {@code compare}
 * @param revision of the user's sources, when known
 * @param task the task's name
 * @param taskDigest hash over program, metric and data
 * @param program its slots, with {@code name}, {@code fields}, {@code style}, {@code readsFrom},
 *     {@code frozen}
 * @param metric with {@code name}, {@code version}, {@code parts}, {@code judge}
 * @param models by role: {@code student, teacher, judge}
 * @param splits by name: {@code train, validation, test}
 */
public record RunRecord(
    String run,
    String name,
    SortedMap<String, String> labels,
    Optional<String> project,
    Optional<String> owner,
    Optional<String> parentRun,
    Optional<String> relation,
    String engineVersion,
    Optional<String> revision,
    String task,
    String taskDigest,
    Values program,
    Values metric,
    Method optimizer,
    SortedMap<String, Model> models,
    Budget budget,
    long seed,
    int parallel,
    SortedMap<String, Split> splits,
    String host,
    long pid,
    Instant startedAt) {

  static final long VERSION = 1;

  /**
   * @param version changes when the method behaves differently
   * @param options all of them, defaults included
   */
  public record Method(String name, String version, Values options) {}

  /**
   * @param spec as on the command line
   * @param settings sampling parameters
   * @param prices {@code in, cached, out} in US dollars for a million tokens, and {@code date};
   *     empty when unknown
   */
  public record Model(String spec, Values settings, Values prices) {
    public static Model of(String spec) {
      return new Model(spec, Values.EMPTY, Values.EMPTY);
    }
  }

  public record Split(String digest, int size) {}

  public RunRecord {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
    splits = Collections.unmodifiableSortedMap(new TreeMap<>(splits));
  }

  /** The least a run must say of itself; host, process and time are filled in on creation. */
  public static RunRecord of(
      String task,
      String taskDigest,
      Method optimizer,
      Map<String, Model> models,
      Budget budget,
      long seed,
      int parallel,
      Map<String, Split> splits) {
    return new RunRecord(
        "",
        task,
        new TreeMap<>(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        Optional.empty(),
        task,
        taskDigest,
        Values.EMPTY,
        Values.EMPTY,
        optimizer,
        new TreeMap<>(models),
        budget,
        seed,
        parallel,
        new TreeMap<>(splits),
        "",
        0,
        Instant.EPOCH);
  }

  /** With what the program and the metric look like, for people and pages. */
  public RunRecord withShape(Values nextProgram, Values nextMetric) {
    return new RunRecord(
        run,
        name,
        labels,
        project,
        owner,
        parentRun,
        relation,
        engineVersion,
        revision,
        task,
        taskDigest,
        nextProgram,
        nextMetric,
        optimizer,
        models,
        budget,
        seed,
        parallel,
        splits,
        host,
        pid,
        startedAt);
  }

  /** The same task and models, searched by another method, budget or seed. */
  public RunRecord withSearch(Method nextOptimizer, Budget nextBudget, long nextSeed) {
    return new RunRecord(
        run,
        name,
        labels,
        project,
        owner,
        parentRun,
        relation,
        engineVersion,
        revision,
        task,
        taskDigest,
        program,
        metric,
        nextOptimizer,
        models,
        nextBudget,
        nextSeed,
        parallel,
        splits,
        host,
        pid,
        startedAt);
  }

  /** The same, descended from another run. */
  public RunRecord withParent(
      Optional<String> parent, String nextRelation, Map<String, String> moreLabels) {
    var all = new TreeMap<>(labels);
    all.putAll(moreLabels);
    return new RunRecord(
        run,
        name,
        all,
        project,
        owner,
        parent,
        Optional.of(nextRelation),
        engineVersion,
        revision,
        task,
        taskDigest,
        program,
        metric,
        optimizer,
        models,
        budget,
        seed,
        parallel,
        splits,
        host,
        pid,
        startedAt);
  }

  RunRecord started(String nextRun, String version, Instant at) {
    return new RunRecord(
        nextRun,
        name,
        labels,
        project,
        owner,
        parentRun,
        relation,
        version,
        revision,
        task,
        taskDigest,
        program,
        metric,
        optimizer,
        models,
        budget,
        seed,
        parallel,
        splits,
        Host.name(),
        ProcessHandle.current().pid(),
        at);
  }

  /** Identity of what determines the result: the same for a run and its continuation. */
  public String digest() {
    return ContentId.of(Json.canonical(identity()));
  }

  private SequencedMap<String, Object> identity() {
    var map = new LinkedHashMap<String, Object>();
    map.put("task", task);
    splits.forEach((split, s) -> map.put(split + " examples", s.digest() + ", " + s.size()));
    map.put("task digest", taskDigest);
    map.put("optimizer", optimizer.name());
    if (!optimizer.version().isEmpty()) map.put("optimizer version", optimizer.version());
    optimizer.options().map().forEach((key, v) -> map.put("option " + key, Values.textOf(v)));
    map.put("seed", String.valueOf(seed));
    models.forEach((role, model) -> {
      map.put(role, model.spec());
      model.settings().map().forEach((k, v) -> map.put(role + " " + k, Values.textOf(v)));
    });
    return map;
  }

  /**
   * In what a continuation would not be the same run, one sentence each; empty when it may go on.
   * Budget and parallelism may change.
   */
  public List<String> differences(RunRecord now) {
    var before = identity();
    var after = now.identity();
    var keys = new TreeSet<String>(before.keySet());
    keys.addAll(after.keySet());
    var differences = new ArrayList<String>();
    for (var key : keys) {
      var was = before.get(key);
      var is = after.get(key);
      if (!Objects.equals(was, is))
        differences.add(
            "%s: %s in the run, %s now"
                .formatted(key, was == null ? "absent" : was, is == null ? "absent" : is));
    }
    return differences;
  }

  SequencedMap<String, Object> toJson() {
    var map = new LinkedHashMap<String, Object>();
    map.put("v", VERSION);
    map.put("run", run);
    map.put("name", name);
    if (!labels.isEmpty()) map.put("labels", labels);
    project.ifPresent(p -> map.put("project", p));
    owner.ifPresent(o -> map.put("owner", o));
    parentRun.ifPresent(p -> map.put("parentRun", p));
    relation.ifPresent(r -> map.put("relation", r));
    map.put("engineVersion", engineVersion);
    revision.ifPresent(r -> map.put("revision", r));
    map.put("task", task);
    map.put("taskDigest", taskDigest);
    if (!program.map().isEmpty()) map.put("program", program);
    if (!metric.map().isEmpty()) map.put("metric", metric);
    map.put("optimizer", optimizer);
    map.put("models", models);
    map.put("budget", budget.limits());
    map.put("seed", seed);
    map.put("parallel", parallel);
    map.put("splits", splits);
    map.put("host", host);
    map.put("pid", pid);
    map.put("startedAt", startedAt);
    return map;
  }

  /** Reads {@code run.json}; keys it does not know are passed over. */
  static RunRecord fromJson(Map<String, Object> map) {
    if (!(map.get("v") instanceof Long version) || version != VERSION)
      throw new BadInput(
          "the run record has version %s, this Hone reads version %d. Use the Hone that wrote it."
              .formatted(map.getOrDefault("v", "none"), VERSION));
    var fields = new RecordFields(map);
    try {
      return new RunRecord(
          fields.text("run"),
          fields.text("name"),
          fields.each("labels", (f, key) -> f.text(key)),
          fields.maybe("project"),
          fields.maybe("owner"),
          fields.maybe("parentRun"),
          fields.maybe("relation"),
          fields.text("engineVersion"),
          fields.maybe("revision"),
          fields.text("task"),
          fields.text("taskDigest"),
          fields.values("program"),
          fields.values("metric"),
          method(fields.in("optimizer")),
          fields.each("models", (f, key) -> model(f.in(key))),
          budget(fields.in("budget")),
          fields.whole("seed"),
          (int) fields.whole("parallel"),
          fields.each("splits", (f, key) -> split(f.in(key))),
          fields.text("host"),
          fields.whole("pid"),
          Instant.parse(fields.text("startedAt")));
    } catch (DateTimeParseException e) {
      throw new BadInput("'%s' is not a time".formatted(e.getParsedString()), e);
    }
  }

  private static Method method(RecordFields fields) {
    return new Method(fields.text("name"), fields.text("version"), fields.values("options"));
  }

  private static Model model(RecordFields fields) {
    return new Model(fields.text("spec"), fields.values("settings"), fields.values("prices"));
  }

  private static Split split(RecordFields fields) {
    return new Split(fields.text("digest"), (int) fields.whole("size"));
  }

  private static Budget budget(RecordFields fields) {
    var budget = Budget.NONE;
    if (fields.has("rollouts")) budget = budget.withRollouts(fields.whole("rollouts"));
    if (fields.has("calls")) budget = budget.withCalls(fields.whole("calls"));
    if (fields.has("tokens")) budget = budget.withTokens(fields.whole("tokens"));
    if (fields.has("usd")) budget = budget.withUsd(fields.number("usd"));
    if (fields.has("time")) budget = budget.withTime(Duration.parse(fields.text("time")));
    return budget;
  }
}
