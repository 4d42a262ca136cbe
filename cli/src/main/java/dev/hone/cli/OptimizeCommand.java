package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.lm.Adapters;
import dev.hone.store.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Improves the prompts of a task. */
@Command(
    name = "optimize",
    description =
        "Improves the prompts of a task within a budget; Ctrl-C stops it and keeps everything.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class OptimizeCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(index = "0", arity = "0..1", paramLabel = "TASK.yaml", description = "The task file.")
  @Nullable String taskFile;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "The method; 'hone optimizers' lists them.")
  @Nullable String optimizer;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "An option of the method; may be repeated.")
  List<String> set = new ArrayList<>();

  @Mixin TaskOptions options = new TaskOptions();

  @Mixin BudgetOptions limits = new BudgetOptions();

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "Where the run is kept; a new directory.")
  @Nullable String run;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Goes on with a run; what is known is not paid again.")
  @Nullable String resume;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes the compiled program here too.")
  @Nullable String out;

  @Option(names = "--dry-run", description = "Tells what would be spent; asks and writes nothing.")
  boolean dryRun;

  @Option(names = "--json", description = "One JSON object on standard output.")
  boolean json;

  OptimizeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    if (resume != null) return resumed(shell.resolve(resume));
    if (taskFile == null)
      throw new BadInput(
          "Name a task file, for example: hone optimize task.yaml. 'hone demo' makes one to start from.");
    var loaded = loader().load(shell.resolve(taskFile), Optional.ofNullable(optimizer), set);
    if (dryRun) return rehearse(loaded);
    var place =
        new Optimization.Place(
            Optional.ofNullable(run).map(shell::resolve), shell.directory().resolve("runs"));
    return new Optimization(shell, loaded, outFile(), json, !options.noCache).start(place);
  }

  private int resumed(Path directory) throws Exception {
    if (run != null)
      throw new BadInput("--run and --resume contradict each other. Keep one of them.");
    for (var given : givenAgain())
      throw new BadInput(
          "%s cannot change in a run that goes on. Leave it out, or start a new run without --resume."
              .formatted(given));
    var record = RunDirectory.recordOf(directory);
    var file = taskFile == null ? Records.taskFile(record) : shell.resolve(taskFile);
    var loaded = loader().reload(file, record);
    if (dryRun) return rehearse(loaded);
    return new Optimization(shell, loaded, outFile(), json, !options.noCache).resume(directory);
  }

  private List<String> givenAgain() {
    var given = new ArrayList<String>();
    if (optimizer != null) given.add("--optimizer");
    if (!set.isEmpty()) given.add("--set");
    if (options.student != null) given.add("--student");
    if (options.teacher != null) given.add("--teacher");
    if (options.judge != null) given.add("--judge");
    if (options.seed != null) given.add("--seed");
    if (options.format != null) given.add("--adapter");
    return given;
  }

  private Loader loader() {
    return new Loader(shell, options, limits);
  }

  private Optional<Path> outFile() {
    return Optional.ofNullable(out).map(shell::resolve);
  }

  private int rehearse(Loader.Loaded loaded) throws Exception {
    var job = loaded.job();
    var prices = Opening.prices(job);
    var capabilities = Opening.capabilities(job.student(), shell.environment());
    var format = Adapters.named(job.format(), capabilities);
    var plan =
        DryRun.of(
            job,
            format,
            FormatProbe.calls(job, capabilities),
            Opening.price(job.student(), prices),
            Opening.price(job.teacher(), prices));
    if (json) shell.out().println(Json.write(plan.json()));
    else {
      loaded.remarks().forEach(r -> shell.err().println("! " + r));
      shell.out().print(plan.text());
    }
    return Main.DONE;
  }
}
