package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.lm.Adapters;
import dev.hone.store.RunDirectory;
import java.nio.file.Path;
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

  @Mixin SearchOptions search = new SearchOptions();

  @Mixin TaskOptions options = new TaskOptions();

  @Mixin BudgetOptions limits = new BudgetOptions();

  @Option(names = "--dry-run", description = "Tells what would be spent; asks and writes nothing.")
  boolean dryRun;

  @Option(names = "--json", description = "One JSON object on standard output.")
  boolean json;

  OptimizeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    if (search.resume != null) return resumed(shell.resolve(search.resume));
    if (taskFile == null)
      throw new BadInput(
          "Name a task file, for example: hone optimize task.yaml. 'hone demo' makes one to start from.");
    var loaded = search.load(loader(), shell.resolve(taskFile));
    return dryRun ? rehearse(loaded) : optimization(loaded).start(search.place(shell));
  }

  private int resumed(Path directory) throws Exception {
    search.requireUnchanged(options);
    var record = RunDirectory.recordOf(directory);
    var file = taskFile == null ? Records.taskFile(record) : shell.resolve(taskFile);
    var loaded = loader().reload(file, record);
    return dryRun ? rehearse(loaded) : optimization(loaded).resume(directory);
  }

  private Optimization optimization(Loader.Loaded loaded) {
    return new Optimization(shell, loaded, search.outFile(shell), json, !options.noCache);
  }

  private Loader loader() {
    return new Loader(shell, options, limits);
  }

  private int rehearse(Loader.Loaded loaded) throws Exception {
    var job = loaded.job();
    var prices = Opening.prices(job);
    var capabilities = Opening.capabilities(job.student(), shell.environment());
    var format = Adapters.named(job.format(), capabilities);
    var plan =
        DryRun.of(
            job, format, FormatProbe.calls(job, capabilities), spec -> Opening.price(spec, prices));
    if (json) shell.out().println(Json.write(plan.json()));
    else {
      loaded.warn(shell.err());
      shell.out().print(plan.text());
    }
    return Main.DONE;
  }
}
