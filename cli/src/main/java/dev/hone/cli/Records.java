package dev.hone.cli;

import dev.hone.core.ContentId;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.data.Metrics;
import dev.hone.data.Splits;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Spent;
import dev.hone.lm.ModelSpec;
import dev.hone.lm.Prices;
import dev.hone.store.RunRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Between jobs and what a run directory keeps of them. */
final class Records {
  private static final String FORMAT = "format";
  private static final String TASK_FILE = "taskFile";
  private static final String DEADLINE = "deadline";
  private static final String PROBE = "formatProbe";

  private Records() {}

  /**
   * What a run of this job is, its answer format found.
   *
   * @param probe what finding the format has cost
   */
  static RunRecord of(Job job, Splits splits, String format, Prices prices, Spent probe) {
    var digests = new TreeMap<String, RunRecord.Split>();
    splits
        .digests()
        .forEach((name, digest) ->
            digests.put(
                name,
                new RunRecord.Split(
                    digest,
                    switch (name) {
                      case "train" -> splits.train().size();
                      case "test" -> splits.test().size();
                      default -> splits.validation().size();
                    })));
    var models = new TreeMap<String, RunRecord.Model>();
    models.put("student", model(job.student(), Values.of(FORMAT, format), prices));
    models.put("teacher", model(job.teacher(), Values.EMPTY, prices));
    models.put("judge", model(job.judge(), Values.EMPTY, prices));
    var metric = Values.of(Metrics.toJson(job.metric().describe()));
    var labels = new TreeMap<String, String>();
    labels.put(TASK_FILE, job.file().file().toString());
    labels.put(DEADLINE, job.deadline().toString());
    if (!probe.equals(Spent.NOTHING)) labels.put(PROBE, Json.write(Summary.json(probe)));
    return new RunRecord(
        "",
        job.file().name(),
        labels,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        Optional.empty(),
        job.file().name(),
        ContentId.full(Json.canonical(List.of(job.file().program().toJson(), metric.map()))),
        Values.of(job.file().program().describe().toJson()),
        metric,
        new RunRecord.Method(
            job.optimizer().name(),
            String.valueOf(job.optimizer().version()),
            Optimizers.values(job.optimizer())),
        models,
        job.budget(),
        job.seed(),
        job.parallel(),
        digests,
        "",
        0,
        Instant.EPOCH);
  }

  private static RunRecord.Model model(ModelSpec spec, Values settings, Prices prices) {
    return new RunRecord.Model(
        spec.text(),
        settings,
        prices
            .of(spec.text())
            .map(p ->
                Values.of(
                    "in",
                    p.input(),
                    "cached",
                    p.cached(),
                    "out",
                    p.output(),
                    "date",
                    p.date(),
                    "source",
                    p.source()))
            .orElse(Values.EMPTY));
  }

  static String format(RunRecord record) {
    return Optional.ofNullable(record.models().get("student"))
        .map(m -> m.settings().text(FORMAT))
        .orElse("");
  }

  /** The specification of the model in a role; empty when none is recorded. */
  static String spec(RunRecord record, String role) {
    return Optional.ofNullable(record.models().get(role)).map(RunRecord.Model::spec).orElse("");
  }

  /** What finding the answer format has cost. */
  static Spent probe(RunRecord record) {
    var text = record.labels().get(PROBE);
    if (text == null) return Spent.NOTHING;
    var map = Json.parseObject(text);
    return new Spent(
        0,
        History.whole(map, "studentCalls"),
        0,
        0,
        History.whole(map, "cachedCalls"),
        History.whole(map, "inputTokens"),
        0,
        History.whole(map, "outputTokens"),
        History.number(map, "usd"),
        History.whole(map, "unpricedCalls"),
        History.whole(map, "failedAttempts"),
        Duration.ofMillis(Math.round(1000 * History.number(map, "seconds"))));
  }

  static Path taskFile(RunRecord record) {
    return Path.of(record.labels().getOrDefault(TASK_FILE, ""));
  }

  static Optional<Duration> deadline(RunRecord record) {
    return Optional.ofNullable(record.labels().get(DEADLINE)).map(Duration::parse);
  }
}
