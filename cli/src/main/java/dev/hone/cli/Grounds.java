package dev.hone.cli;

import dev.hone.bench.Contender;
import dev.hone.bench.ContestDirectory;
import dev.hone.bench.Ground;
import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.ContentId;
import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Roles;
import dev.hone.lm.Around;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.MarkersAdapter;
import dev.hone.lm.ModelOptions;
import dev.hone.lm.ModelSpec;
import dev.hone.lm.Models;
import dev.hone.store.RunRecord;
import dev.hone.testkit.SimulatedOptions;
import dev.hone.testkit.SimulatedWorld;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The tasks and models of a comparison, opened together and closed together. */
final class Grounds implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

  /** Worlds 0 to 11 are for tuning; these are not. */
  private static final long FIRST_WORLD = 100;

  private static final int MOST_WORLDS = 1_000;
  private static final int WORLD_PARALLEL = 16;

  private final Shell shell;
  private final TaskOptions options;
  private final BudgetOptions limits;
  private final AnswerCache cache;
  private final Map<List<Object>, Crew> crews = new LinkedHashMap<>();
  private boolean local;

  Grounds(Shell shell, TaskOptions options, BudgetOptions limits) {
    this.shell = shell;
    this.options = options;
    this.limits = limits;
    this.cache = AnswerCache.of(shell, Optional.empty());
  }

  /** Reads every task file, for every student when some are named; opens nothing. */
  List<Loader.Loaded> of(List<Path> files, List<String> students, Contender method) {
    var loaded = new ArrayList<Loader.Loaded>();
    var given = options.student;
    for (var file : files)
      for (var student : students.isEmpty() ? List.of("") : students) {
        options.student = student.isEmpty() ? given : checked(student);
        loaded.add(
            new Loader(shell, options, limits)
                .load(file, Optional.of(method.optimizer().name()), List.of()));
      }
    options.student = given;
    return loaded;
  }

  private static String checked(String student) {
    try {
      return ModelSpec.parse(student).text();
    } catch (BadInput e) {
      throw e.at("--models");
    }
  }

  /** The simulated worlds of {@code --worlds} and {@code --world}. */
  List<SimulatedWorld> worlds(@Nullable String range, List<String> changes) {
    if (range == null) return List.of();
    var match = RANGE.matcher(range.strip());
    if (!match.matches())
      throw new BadInput(
          "--worlds is '%s'. Write how many, such as 12, or from where to where, such as 100-111."
              .formatted(range));
    long first = match.group(2) == null ? FIRST_WORLD : Long.parseLong(match.group(1));
    long last =
        match.group(2) == null
            ? FIRST_WORLD + Long.parseLong(range.strip()) - 1
            : Long.parseLong(match.group(2));
    if (last < first || last - first >= MOST_WORLDS)
      throw new BadInput("--worlds is '%s'. Write 1 to %d worlds.".formatted(range, MOST_WORLDS));
    var base = changed(new SimulatedOptions(), changes);
    return LongStream.rangeClosed(first, last)
        .mapToObj(seed -> SimulatedWorld.of(base.withSeed(seed)))
        .toList();
  }

  private static SimulatedOptions changed(SimulatedOptions options, List<String> changes) {
    var next = options;
    for (var change : changes) {
      int equals = change.indexOf('=');
      if (change.equals("hard")) next = next.hard();
      else if (change.equals("noiseless")) next = next.noiseless();
      else if (equals > 0)
        next =
            with(next, change.substring(0, equals).strip(), change.substring(equals + 1).strip());
      else
        throw new BadInput(
            "--world is '%s'. Write hard, noiseless or name=value, for example rules=18."
                .formatted(change));
    }
    return next;
  }

  private static SimulatedOptions with(SimulatedOptions options, String name, String value) {
    try {
      return options.with(name, value);
    } catch (BadInput e) {
      throw e.at("--world");
    }
  }

  List<Ground> open(
      List<Loader.Loaded> tasks, List<SimulatedWorld> worlds, ContestDirectory directory) {
    var grounds = new ArrayList<Ground>();
    for (var task : tasks) grounds.add(ground(task, directory));
    for (var world : worlds) grounds.add(ground(world, directory));
    return grounds;
  }

  /** Whether a model works in this process, so that cells share its cores. */
  boolean local() {
    return local;
  }

  private Ground ground(Loader.Loaded loaded, ContestDirectory directory) {
    var job = loaded.job();
    loaded.remarks().forEach(r -> shell.err().println("! " + job.file().name() + ": " + r));
    local |= job.student().provider().equals("local");
    var crew = crew(job);
    var open = new HashMap<String, LanguageModel>();
    var student = remembered(job, job.student(), crew, directory, open);
    var teacher = remembered(job, job.teacher(), crew, directory, open);
    var probe = new FormatProbe(job, student);
    var format = probe.find();
    var roles =
        Roles.of(student, format)
            .withTeacher(teacher, Opening.teacherFormat(job, format, teacher.capabilities()))
            .withJudge(remembered(job, job.judge(), crew, directory, open))
            .withHandles(handle -> remembered(job, ModelSpec.parse(handle), crew, directory, open));
    return new Ground(
        job.task(),
        roles,
        Records.of(job, loaded.splits(), format.name(), Opening.prices(job), probe.spent()));
  }

  private synchronized LanguageModel remembered(
      Job job,
      ModelSpec spec,
      Crew crew,
      ContestDirectory directory,
      Map<String, LanguageModel> open) {
    return open.computeIfAbsent(
        spec.text(),
        _ -> directory.remembering(crew.of(spec), Opening.price(spec, Opening.prices(job))));
  }

  /** Tasks with the same deadline and prices share their models. */
  private Crew crew(Job job) {
    return crews.computeIfAbsent(
        List.of(job.deadline(), job.prices()),
        _ ->
            new Crew(
                Opening.options(job, options.noCache ? Optional.empty() : Optional.of(cache)),
                shell));
  }

  private Ground ground(SimulatedWorld world, ContestDirectory directory) {
    var task = world.task();
    var student = world(world.student(), world.options().seed(), directory);
    var teacher = world(world.teacher(), world.options().seed(), directory);
    var format = new MarkersAdapter();
    var record =
        RunRecord.of(
            task.name(),
            ContentId.full(Json.canonical(world.options().toMap())),
            new RunRecord.Method("", "", Values.EMPTY),
            Map.of(
                "student", RunRecord.Model.of(world.student().name()),
                "teacher", RunRecord.Model.of(world.teacher().name())),
            Budget.NONE,
            0,
            options.places().orElse(WORLD_PARALLEL),
            Map.of());
    return new Ground(task, Roles.of(student, format).withTeacher(teacher, format), record);
  }

  private static LanguageModel world(LanguageModel model, long seed, ContestDirectory directory) {
    return directory.remembering(
        Models.within(new WorldModel(model, seed), ModelOptions.defaults()), Optional.empty());
  }

  /** Questions of different worlds may read alike, and their answers must not be shared. */
  private static final class WorldModel extends Around {
    private final long seed;

    WorldModel(LanguageModel model, long seed) {
      super(model);
      this.seed = seed;
    }

    @Override
    public Completion complete(Request request) {
      return model.complete(request);
    }

    @Override
    public String name() {
      return model.name() + "-" + seed;
    }
  }

  @Override
  public void close() {
    crews.values().forEach(Crew::close);
    cache.close();
  }
}
