package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.lm.ModelSpec;
import dev.hone.programs.Compiled;
import dev.hone.store.RunDirectory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a compiled program to another model. */
@Command(
    name = "migrate",
    description = {
      "Takes a compiled program to another model: measures what the move alone costs,",
      "searches on from the given prompts with the new model, and shows both."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class MigrateCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "COMPILED.json",
      description = "A compiled program, or the directory of a run.")
  @Nullable String compiledFile;

  @Parameters(index = "1", arity = "0..1", paramLabel = "TASK.yaml", description = "The task file.")
  @Nullable String taskFile;

  @Option(
      names = "--to",
      paramLabel = "SPEC",
      description = "The model to go to, for example openai/gpt-5.4-mini.")
  @Nullable String to;

  @Option(
      names = "--from",
      paramLabel = "SPEC",
      description = "The model to come from; the one it was made for when left out.")
  @Nullable String from;

  @Mixin SearchOptions search = new SearchOptions();

  @Mixin TaskOptions options = new TaskOptions();

  @Mixin BudgetOptions limits = new BudgetOptions();

  @Option(names = "--json", description = "One JSON object on standard output.")
  boolean json;

  MigrateCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (search.resume != null) return resumed(search.resume, shell.resolve(search.resume));
    if (compiledFile == null || taskFile == null || to == null)
      throw new BadInput(
          "Name a compiled program, its task file and a model, for example: hone migrate compiled.json task.yaml --to openai/gpt-5.4-mini");
    if (options.student != null)
      throw new BadInput("--student is not for 'hone migrate'. Write --to, and --from if need be.");
    options.student = to;
    var target = parsed("--to", to);
    var loaded = search.load(new Loader(shell, options, limits), shell.resolve(taskFile));
    var given = CompiledFile.read(shell, compiledFile);
    var origin = origin(given);
    if (origin.equals(target))
      throw new BadInput(
          "%s is for %s already. 'hone optimize' improves a task with the same model."
              .formatted(compiledFile, target.text()));
    CompiledFile.requireFit(shell, given, loaded.job(), compiledFile);
    if (options.format == null)
      loaded = loaded.withFormat(Measuring.format(loaded.job(), Optional.of(given)));
    return migration(loaded, given, origin).start(search.place(shell));
  }

  private int resumed(String name, Path directory) {
    search.requireUnchanged(options);
    if (to != null) throw SearchOptions.fixed("--to");
    if (from != null) throw SearchOptions.fixed("--from");
    if (compiledFile != null)
      throw new BadInput(
          "A run that goes on knows its program and its task. Write: hone migrate --resume "
              + name);
    var record = RunDirectory.recordOf(directory);
    var origin = Migration.from(record, name);
    var loaded = new Loader(shell, options, limits).reload(Records.taskFile(record), record);
    var given =
        new RunFolder(directory)
            .start()
            .orElseThrow(() ->
                new BadInput(
                    "%s has no %s, with which it began. Start a new migration."
                        .formatted(name, new RunFolder(directory).startFile().getFileName())));
    return migration(loaded, given, origin).resume(directory);
  }

  private Optimization migration(Loader.Loaded loaded, Compiled given, ModelSpec origin) {
    return new Optimization(
        shell,
        loaded,
        search.outFile(shell),
        json,
        !options.noCache,
        new Migration(shell, loaded, given, origin, !options.noCache));
  }

  private ModelSpec origin(Compiled given) {
    if (from != null) return parsed("--from", from);
    return CompiledFile.student(given)
        .orElseThrow(() ->
            new BadInput(
                "%s does not say which model it was made for. Pass --from SPEC."
                    .formatted(compiledFile)));
  }

  private static ModelSpec parsed(String option, String spec) {
    try {
      return ModelSpec.parse(spec);
    } catch (BadInput e) {
      throw e.at(option);
    }
  }
}
