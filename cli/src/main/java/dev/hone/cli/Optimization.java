package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.engine.Books;
import dev.hone.engine.Control;
import dev.hone.engine.Roles;
import dev.hone.engine.Plan;
import dev.hone.engine.Run;
import dev.hone.engine.RunResult;
import dev.hone.engine.StopReason;
import dev.hone.lm.Adapter;
import dev.hone.lm.Adapters;
import dev.hone.programs.Compiled;
import dev.hone.store.AtomicFile;
import dev.hone.store.FileEventLog;
import dev.hone.store.SqliteJournal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Carries out one run, from the first call to the files it leaves. */
final class Optimization {
  private final Shell shell;
  private final Loader.Loaded loaded;
  private final Job job;
  private final RunFolder folder;
  private final Optional<Path> out;
  private final boolean json;
  private final boolean cached;

  Optimization(
      Shell shell,
      Loader.Loaded loaded,
      RunFolder folder,
      Optional<Path> out,
      boolean json,
      boolean cached) {
    this.shell = shell;
    this.loaded = loaded;
    this.job = loaded.job();
    this.folder = folder;
    this.out = out;
    this.json = json;
    this.cached = cached;
  }

  /** What a run left. */
  record Outcome(Summary summary, int code) {}

  int start() {
    return tell(begin());
  }

  int resume(Map<String, Object> record) {
    return tell(continued(record));
  }

  Outcome begin() {
    try (var cache = AnswerCache.open(shell, cached);
        var crew = new Crew(Opening.options(job, cache.answers()), shell)) {
      var student = crew.of(job.student());
      crew.of(job.teacher());
      crew.of(job.judge());
      loaded.remarks().forEach(r -> shell.err().println("! " + r));
      var probe = new FormatProbe(job, student);
      var format = probe.find();
      var name = folder.directory().getFileName().toString();
      var record =
          RunRecord.of(name, job, loaded.splits(), format.name(), Opening.prices(job));
      AtomicFile.write(folder.recordFile(), Json.pretty(record));
      return run(record, crew, format, probe);
    }
  }

  private Outcome continued(Map<String, Object> record) {
    var now =
        RunRecord.of(
            History.text(record, "run"),
            job,
            loaded.splits(),
            History.text(record, "format"),
            Opening.prices(job));
    RunRecord.requireSame(record, now, shell.shorten(folder.directory()));
    try (var cache = AnswerCache.open(shell, cached);
        var crew = new Crew(Opening.options(job, cache.answers()), shell)) {
      var student = crew.of(job.student());
      crew.of(job.teacher());
      crew.of(job.judge());
      var format = Adapters.named(History.text(record, "format"), student.capabilities());
      return run(record, crew, format, new FormatProbe(job, student));
    }
  }

  private Outcome run(
      Map<String, Object> record, Crew crew, Adapter format, FormatProbe probe) {
    var control = new Control.Manual();
    var budget = probe.rest(job.budget());
    RunResult result;
    try (var journal = SqliteJournal.open(folder.journal());
        var log = FileEventLog.open(folder.events(), folder.blobs());
        var progress =
            new Progress(shell, title(), job.budget(), plannedRollouts(), InstantSource.system())) {
      shell.interrupts().first(() -> {
        progress.say("Stopping; everything is kept …");
        control.stop();
      });
      var teacher = crew.of(job.teacher());
      var models =
          Roles.of(crew.of(job.student()), format)
              .withTeacher(
                  teacher, Opening.teacherFormat(job, format, teacher.capabilities()))
              .withJudge(crew.of(job.judge()))
              .withHandles(crew::ofHandle);
      var books =
          new Books(
              History.text(record, "run"),
              History.text(record, "digest"),
              journal,
              log,
              List.of(progress));
      result =
          Run.of(job.task(), models)
              .withBudget(budget)
              .withParallel(job.parallel())
              .withSeed(job.seed())
              .withControl(control)
              .withBooks(books)
              .optimize(job.optimizer());
    }
    var complete = probe.plus(result);
    var summary = new Summary(job, complete);
    if (complete.baseline().n() > 0) {
      compiled(record, complete).write(folder.compiled());
      out.ifPresent(file -> compiled(record, complete).write(file));
    }
    AtomicFile.write(
        folder.report(),
        new Report(folder.history(), record, examples()).html());
    return new Outcome(summary, code(complete));
  }

  private static int code(RunResult result) {
    if (result.stopReason() == StopReason.CANCELLED) return Main.CANCELLED;
    boolean nothing = result.baseline().n() == 0;
    return nothing || result.stopReason() == StopReason.FAILED ? Main.NO_RESULT : Main.DONE;
  }

  private int tell(Outcome outcome) {
    var result = outcome.summary().result();
    var place = shell.shorten(folder.directory());
    if (json) shell.out().println(Json.write(outcome.summary().json(Optional.of(place))));
    if (!json && result.baseline().n() > 0) {
      shell.out().print(outcome.summary().text());
      shell.out().print(files());
    }
    switch (outcome.code()) {
      case Main.CANCELLED ->
          shell.err().println("Stopped. Go on where it was, without paying twice:\n  hone optimize --resume " + place);
      case Main.NO_RESULT ->
          shell.err().println(Secrets.of(shell.environment()).scrub(
              "The run ended early: %s\nWhat was learned is kept; go on with: hone optimize --resume %s"
                  .formatted(result.sentence(), place)));
      default -> {}
    }
    return outcome.code();
  }

  private String files() {
    var compiled = shell.shorten(out.orElse(folder.compiled()));
    return "  %-12s %s%n  %-12s %s%n%nUse it:  hone run %s --input '%s'%n"
        .formatted(
            "compiled",
            compiled,
            "report",
            shell.shorten(folder.report()),
            compiled,
            Json.write(Rehearsal.placeholders(job.file().program().inputs()).map()));
  }

  private Compiled compiled(Map<String, Object> record, RunResult result) {
    var origin = new LinkedHashMap<String, Object>();
    for (var key : List.of("name", "run", "engineVersion", "taskDigest", "metric", "optimizer", "models", "format", "seed", "splits", "startedAt")) {
      var value = record.get(key);
      if (value != null) origin.put(key.equals("name") ? "task" : key, value);
    }
    var scores = new Summary(job, result).json(Optional.empty());
    for (var key : List.of("baseline", "optimized", "difference", "test", "spent", "stopReason")) {
      var value = scores.get(key);
      if (value != null) origin.put(key, value);
    }
    return Compiled.of(job.file().program(), result.best(), origin);
  }

  private Map<String, Example> examples() {
    var task = job.task();
    return Stream.of(task.validation(), task.test())
        .flatMap(List::stream)
        .collect(Collectors.toMap(Example::id, e -> e, (a, _) -> a));
  }

  private String title() {
    return "%s · %s · %s%s"
        .formatted(
            job.file().name(),
            job.optimizer().name(),
            job.student().text(),
            job.teacher().equals(job.student()) ? "" : " taught by " + job.teacher().text());
  }

  private long plannedRollouts() {
    return job.optimizer().plan(Plan.Shape.of(job.task())).maxRollouts()
        + 2L * job.task().test().size();
  }
}
