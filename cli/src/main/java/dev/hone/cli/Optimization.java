package dev.hone.cli;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Json;
import dev.hone.engine.Control;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Roles;
import dev.hone.engine.Run;
import dev.hone.engine.RunResult;
import dev.hone.engine.Spent;
import dev.hone.engine.StopReason;
import dev.hone.lm.Adapter;
import dev.hone.lm.Adapters;
import dev.hone.optimizers.WrittenStart;
import dev.hone.programs.Compiled;
import dev.hone.store.AtomicFile;
import dev.hone.store.RunDirectory;
import dev.hone.store.RunRecord;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Carries out one run, from the first call to the files it leaves. */
final class Optimization {
  private final Shell shell;
  private final Loader.Loaded loaded;
  private final Job job;
  private final Optional<Path> out;
  private final boolean json;
  private final boolean cached;
  private final Occasion occasion;

  Optimization(
      Shell shell, Loader.Loaded loaded, Optional<Path> out, boolean json, boolean cached) {
    this(shell, loaded, out, json, cached, Occasion.OPTIMIZE);
  }

  Optimization(
      Shell shell,
      Loader.Loaded loaded,
      Optional<Path> out,
      boolean json,
      boolean cached,
      Occasion occasion) {
    this.shell = shell;
    this.loaded = loaded;
    this.job = loaded.job();
    this.out = out;
    this.json = json;
    this.cached = cached;
    this.occasion = occasion;
  }

  /**
   * Where a run is to be kept.
   *
   * @param named by a person; else a new directory below {@code base}
   */
  record Place(Optional<Path> named, Path base) {
    RunDirectory create(RunRecord record) {
      return named.isPresent()
          ? RunDirectory.create(named.get(), record, Version.text())
          : RunDirectory.createBelow(base, record, Version.text());
    }
  }

  /** What a run left. */
  record Outcome(Path directory, Summary summary, int code) {}

  int start(Place place) {
    return tell(begin(place));
  }

  int resume(Path directory) {
    return tell(proceed(directory));
  }

  Outcome proceed(Path directory) {
    return with((crew, _) -> {
      var record = RunDirectory.recordOf(directory);
      var format = Adapters.named(Records.format(record), crew.of(job.student()).capabilities());
      var now = Records.of(job, loaded.splits(), format.name(), Opening.prices(job), Spent.NOTHING);
      return run(RunDirectory.resume(directory, now), crew, format);
    });
  }

  Outcome begin(Place place) {
    place.named().ifPresent(RunDirectory::requireNew);
    return with((crew, probe) -> {
      var format = probe.find();
      var record =
          Records.of(job, loaded.splits(), format.name(), Opening.prices(job), probe.spent());
      return run(place.create(occasion.marked(record)), crew, format);
    });
  }

  /** Opens every model before anything is written. */
  private Outcome with(BiFunction<Crew, FormatProbe, Outcome> work) {
    try (var cache = AnswerCache.of(shell, job, cached);
        var crew =
            new Crew(Opening.options(job, cached ? Optional.of(cache) : Optional.empty()), shell)) {
      var student = crew.of(job.student());
      job.budget().requirePrices(student, crew.of(job.teacher()), crew.of(job.judge()));
      loaded.warn(shell.err());
      return work.apply(crew, new FormatProbe(job, student));
    }
  }

  private Outcome run(RunDirectory directory, Crew crew, Adapter format) {
    var control = new Control.Manual();
    var folder = new RunFolder(directory.path());
    Spent before;
    RunResult result;
    try (directory) {
      before = Records.probe(directory.record()).plus(occasion.before(folder));
      result = search(directory, crew, format, control, before);
    }
    var complete = result.withSpent(result.spent().plus(before));
    if (complete.baseline().n() > 0) {
      var compiled = compiled(directory.record(), complete);
      compiled.write(folder.compiled());
      out.ifPresent(compiled::write);
    }
    AtomicFile.write(
        folder.report(),
        new Report(folder.history(), directory.record(), examples(), before).html());
    return new Outcome(directory.path(), new Summary(job, complete), code(complete));
  }

  private RunResult search(
      RunDirectory directory, Crew crew, Adapter format, Control.Manual control, Spent before) {
    try (var progress =
        new Progress(
            shell,
            title(),
            job.budget(),
            job.plan().maxRollouts(),
            job.task().test().size(),
            InstantSource.system())) {
      shell
          .interrupts()
          .first(() -> {
            progress.say("Stopping; everything is kept …");
            control.stop();
          });
      return Run.of(job.task(), roles(crew, format))
          .withStart(start(new RunFolder(directory.path())))
          .withBudget(before.leftOf(job.budget()))
          .withParallel(job.parallel())
          .withSeed(job.seed())
          .withControl(() -> both(control, directory.control()))
          .withBooks(directory.books().withListener(progress))
          .optimize(method());
    }
  }

  /** Texts that are empty are written first. */
  private Optimizer method() {
    boolean empty =
        job.task().program().predictors().stream()
            .anyMatch(p -> p.isText() && p.seed().instructions().open().isBlank());
    return empty ? new WrittenStart(job.optimizer()) : job.optimizer();
  }

  /** The task's own prompts, or those the run was given to begin with. */
  private Candidate start(RunFolder folder) {
    return folder
        .start()
        .map(Compiled::candidate)
        .orElseGet(() -> Candidate.seedOf(job.task().program()));
  }

  private Roles roles(Crew crew, Adapter format) {
    var teacher = crew.of(job.teacher());
    return Roles.of(crew.of(job.student()), format)
        .withTeacher(teacher, Opening.teacherFormat(job, format, teacher.capabilities()))
        .withJudge(crew.of(job.judge()))
        .withHandles(crew::ofHandle);
  }

  private static List<Control.Command> both(Control here, Control elsewhere) {
    return Stream.of(here, elsewhere).flatMap(c -> c.poll().stream()).toList();
  }

  private static int code(RunResult result) {
    if (result.stopReason() == StopReason.CANCELLED) return Main.CANCELLED;
    boolean nothing = result.baseline().n() == 0;
    return nothing || result.stopReason() == StopReason.FAILED ? Main.NO_RESULT : Main.DONE;
  }

  private int tell(Outcome outcome) {
    var result = outcome.summary().result();
    var place = shell.shorten(outcome.directory());
    if (json) shell.out().println(Json.write(occasion.json(outcome, place)));
    if (!json && result.baseline().n() > 0) {
      shell.out().print(occasion.text(outcome, shell.terminal() ? shell.columns() : 100));
      shell.out().print(files(new RunFolder(outcome.directory())));
    }
    switch (outcome.code()) {
      case Main.CANCELLED ->
          shell
              .err()
              .println(
                  "Stopped. Go on where it was, without paying twice:\n  %s %s --resume %s"
                      .formatted(shell.command(), occasion.command(), place));
      case Main.NO_RESULT ->
          shell
              .err()
              .println(
                  Secrets.of(shell.environment())
                      .scrub(
                          "The run ended early: %s\nWhat was learned is kept; go on%s with: %s %s --resume %s"
                              .formatted(
                                  result.sentence(),
                                  result.stopReason() == StopReason.BUDGET
                                      ? ", with a larger budget,"
                                      : "",
                                  shell.command(),
                                  occasion.command(),
                                  place)));
      default -> {}
    }
    return outcome.code();
  }

  private String files(RunFolder folder) {
    var compiled = shell.shorten(out.orElse(folder.compiled()));
    return "  %-12s %s%n  %-12s %s%n%nUse it:  %s run %s --input '%s'%n"
        .formatted(
            "compiled",
            compiled,
            "report",
            shell.shorten(folder.report()),
            shell.command(),
            compiled,
            Json.write(Rehearsal.placeholders(job.file().program().inputs()).map()));
  }

  private Compiled compiled(RunRecord record, RunResult result) {
    var origin = new LinkedHashMap<String, Object>();
    origin.put("task", record.task());
    origin.put("run", record.run());
    origin.put("hone", record.engineVersion());
    origin.put("taskDigest", record.taskDigest());
    origin.put("splits", record.splits());
    origin.put("metric", record.metric());
    origin.put("optimizer", record.optimizer());
    origin.put("seed", record.seed());
    origin.put("models", record.models());
    origin.put("startedAt", record.startedAt());
    var scores = new Summary(job, result).json(Optional.empty());
    for (var key : List.of("baseline", "optimized", "difference", "test", "spent", "stopReason")) {
      var value = scores.get(key);
      if (value != null) origin.put(key, value);
    }
    origin.putAll(occasion.provenance());
    return Compiled.of(job.file().program(), result.best(), origin)
        .withFormat(Records.format(record));
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
}
