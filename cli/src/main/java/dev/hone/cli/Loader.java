package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Signature;
import dev.hone.data.DescribedMetric;
import dev.hone.data.Examples;
import dev.hone.data.Metrics;
import dev.hone.data.Splits;
import dev.hone.data.SplitsReader;
import dev.hone.engine.Budget;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Plan;
import dev.hone.engine.Task;
import dev.hone.lm.Adapters;
import dev.hone.lm.ModelSpec;
import dev.hone.store.RunRecord;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** From a task file and a command line to a job. */
record Loader(Shell shell, TaskOptions options, BudgetOptions limits) {

  /**
   * A job and what a person should know about it.
   *
   * @param remarks one sentence each
   */
  record Loaded(Job job, Splits splits, List<String> remarks) {
    Loaded withFormat(String name) {
      return new Loaded(job.withFormat(name), splits, remarks);
    }

    /** Says what a person should know before a search. */
    void warn(PrintStream out) {
      remarks.forEach(r -> out.println("! " + r));
      job.plan()
          .likely()
          .map(Plan.Likely::remark)
          .filter(r -> !r.isEmpty())
          .ifPresent(r -> out.println("! " + r));
    }
  }

  /**
   * Reads a task.
   *
   * @param optimizer the method named on the command line
   * @param set its options, each {@code name=value}
   * @throws BadInput naming file and line, or the option
   */
  Loaded load(Path file, Optional<String> optimizer, List<String> set) {
    var task = TaskFile.read(file, shell);
    var remarks = new ArrayList<String>();
    var given = new LinkedHashMap<String, Object>();
    if (optimizer.isEmpty() || optimizer.equals(task.optimizer())) given.putAll(task.options());
    given.putAll(settings(set));
    var student = Job.student(task, options, shell);
    var teacher = Job.teacher(task, options).orElse(student);
    var metric = metric(task);
    var splits = splits(task, metric);
    var name = optimizer.or(task::optimizer).orElse(AutoChoice.NAME);
    if (name.equals(AutoChoice.NAME) && !task.asks()) {
      remarks.add(AutoChoice.TEXTS.sentence());
      name = AutoChoice.TEXTS.method();
    }
    if (name.equals(AutoChoice.NAME)) {
      var choice =
          AutoChoice.of(
              Circumstances.of(task, metric, splits, student, teacher, limits.over(task.budget())),
              given);
      remarks.add(choice.sentence());
      name = choice.method();
    }
    var method = method(task, name, given, optimizer.isPresent() || !set.isEmpty());
    return loaded(
        task,
        metric,
        splits,
        method,
        given,
        student,
        teacher,
        options.judgeSpec().or(task::judge).orElse(teacher),
        task.budget(),
        Optional.ofNullable(options.seed).or(task::seed).orElse(0L),
        options.formatName().or(task::format).orElse(Adapters.AUTO),
        options.deadlineTime().or(task::deadline).orElse(Job.DEADLINE),
        remarks);
  }

  /** Reads the task of a run that began earlier; what was decided then stands. */
  Loaded reload(Path file, RunRecord record) {
    var task = TaskFile.read(file, shell);
    var given = record.optimizer().options().map();
    var metric = metric(task);
    return loaded(
        task,
        metric,
        splits(task, metric),
        Optimizers.of(record.optimizer().name(), given),
        Map.copyOf(given),
        ModelSpec.parse(Records.spec(record, "student")),
        ModelSpec.parse(Records.spec(record, "teacher")),
        ModelSpec.parse(Records.spec(record, "judge")),
        record.budget(),
        record.seed(),
        Records.format(record),
        options.deadlineTime().or(() -> Records.deadline(record)).orElse(Job.DEADLINE),
        new ArrayList<>());
  }

  private Loaded loaded(
      TaskFile task,
      DescribedMetric metric,
      Splits splits,
      Optimizer method,
      Map<String, Object> given,
      ModelSpec student,
      ModelSpec teacher,
      ModelSpec judge,
      Budget budget,
      long seed,
      String format,
      Duration deadline,
      List<String> remarks) {
    remarks.addAll(splits.warnings());
    var job =
        new Job(
            task,
            Task.of(
                task.name(),
                task.program(),
                metric,
                splits.train(),
                splits.validation(),
                splits.test()),
            metric,
            method,
            given,
            student,
            teacher,
            judge,
            limits.over(budget),
            deadline,
            Job.parallel(task, options, student),
            seed,
            format,
            task.prices());
    return new Loaded(job, splits, remarks);
  }

  private static Optimizer method(
      TaskFile task, String name, Map<String, Object> given, boolean fromCommandLine) {
    try {
      return Optimizers.of(name, given);
    } catch (BadInput e) {
      var known = List.copyOf(Optimizers.all().keySet());
      var nearest = Section.nearest(name, known).map(n -> " Did you mean '" + n + "'?").orElse("");
      var complaint = known.contains(name) ? e : new BadInput(e.getMessage() + nearest);
      throw fromCommandLine
          ? complaint
          : complaint.at("%s, line %d".formatted(task.data().file(), task.optimizerLine()));
    }
  }

  private static Splits splits(TaskFile task, DescribedMetric metric) {
    if (task.data().node().entries().isEmpty() && !task.asks()) return Splits.none();
    var examples = Examples.of(task.row());
    var needed = new HashSet<>(metric.describe().needs());
    if (!task.asks()) needed.retainAll(examples.needed());
    return task.data()
        .whole(() ->
            new SplitsReader(folder(task), examples.withNeeded(needed))
                .read(task.data().node().plain()));
  }

  private DescribedMetric metric(TaskFile task) {
    try {
      return Metrics.of(task.metric(), signature(task), folder(task), options.allowCommands);
    } catch (BadInput e) {
      throw e.at("%s, line %d".formatted(task.data().file(), task.metricLine()));
    }
  }

  private static Path folder(TaskFile task) {
    return Objects.requireNonNullElse(task.file().getParent(), Path.of(""));
  }

  /** What a metric judges. */
  private static Signature signature(TaskFile task) {
    return new Signature(task.program().inputs(), task.program().outputs());
  }

  private static Map<String, Object> settings(List<String> set) {
    var map = new LinkedHashMap<String, Object>();
    for (var pair : set) {
      int equals = pair.indexOf('=');
      if (equals <= 0)
        throw new BadInput(
            "--set is '%s'. Write name=value, for example --set numCandidates=8.".formatted(pair));
      map.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
    return map;
  }
}
