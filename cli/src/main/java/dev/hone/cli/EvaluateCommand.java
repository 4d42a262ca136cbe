package dev.hone.cli;

import dev.hone.core.Candidate;
import dev.hone.core.Json;
import dev.hone.engine.Run;
import dev.hone.programs.Compiled;
import dev.hone.store.AtomicFile;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures one candidate on one split. */
@Command(
    name = "evaluate",
    description = "Measures a task's prompts, or a compiled file's, on one split.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(index = "0", paramLabel = "TASK.yaml", description = "The task file.")
  String taskFile = "";

  @Option(
      names = "--candidate",
      paramLabel = "FILE",
      description = "A compiled program; the task's own prompts when left out.")
  @Nullable String candidate;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "train, validation or test; validation when left out.")
  String split = "validation";

  @Mixin TaskOptions options = new TaskOptions();

  @Mixin BudgetOptions limits = new BudgetOptions();

  @Option(
      names = "--min-score",
      paramLabel = "X",
      description = "A gate from 0 to 1: exit code 3 when the mean score is below it.")
  @Nullable Double minScore;

  @Option(
      names = "--rows",
      paramLabel = "FILE",
      description = "Writes one JSON object per example here.")
  @Nullable String rows;

  @Option(names = "--json", description = "One JSON object on standard output.")
  boolean json;

  EvaluateCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Measuring.requireSplit(split);
    Measuring.requireShare("--min-score", minScore);
    var loaded =
        new Loader(shell, options, limits)
            .load(shell.resolve(taskFile), Optional.empty(), List.of());
    var compiled = Optional.ofNullable(candidate).map(f -> CompiledFile.read(shell, f));
    var job = loaded.job().withFormat(Measuring.format(loaded.job(), compiled));
    var measuring = new Measuring(shell, job, split, !options.noCache);
    measuring.examples();
    compiled.ifPresent(c -> CompiledFile.requireFit(shell, c, job, String.valueOf(candidate)));
    var prompts = compiled.map(Compiled::candidate).orElse(Candidate.seedOf(job.task().program()));
    loaded.splits().warnings().forEach(w -> shell.err().println("! " + w));
    var measured = measuring.of(prompts, Cassette.none());
    if (measured.failure().isPresent()) {
      shell
          .err()
          .println(
              Secrets.of(shell.environment()).scrub("Not measured: " + measured.failure().get()));
      return Main.NO_RESULT;
    }
    return tell(measuring, measured);
  }

  private int tell(Measuring measuring, Run.Measurement measured) {
    var interval = measured.evaluation().interval();
    if (rows != null) AtomicFile.write(shell.resolve(rows), Measuring.rows(measured.evaluation()));
    if (json) shell.out().println(Json.write(measuring.json(measured)));
    else {
      shell.out().print(measuring.text(measured));
      if (rows != null) shell.out().printf("  %-10s %s%n", "rows", rows);
    }
    if (interval.n() == 0) {
      shell.err().println("No example was answered, so there is no score.");
      return Main.NO_RESULT;
    }
    if (minScore != null && interval.mean() < minScore) {
      shell
          .err()
          .println(
              "The gate is not met: %s is below %s."
                  .formatted(Figures.percent(interval.mean()), Figures.percent(minScore)));
      return Main.GATE_NOT_MET;
    }
    return Main.DONE;
  }
}
