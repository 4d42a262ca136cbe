package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.store.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Improves a real task on this machine, from nothing. */
@Command(
    name = "demo",
    description =
        "Writes a small task, fetches a small model and improves the task's prompts on this machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {
  private static final List<String> FILES =
      List.of("task.yaml", "train.jsonl", "validation.jsonl", "test.jsonl");
  private static final int DIFF_LINES = 8;

  private final Shell shell;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the task is written; hone-demo when left out.")
  String dir = "hone-demo";

  @Mixin TaskOptions options = new TaskOptions();

  DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    var folder = shell.resolve(dir);
    var task = write(folder);
    var loaded =
        new Loader(shell, options, new BudgetOptions()).load(task, Optional.empty(), List.of());
    var job = loaded.job();
    shell
        .err()
        .println(
            Figures.wrap(
                "The task: read an order note and give item, quantity and town. The program is one call of %s, a model of 135 million parameters that runs inside this process. Hone looks for demonstrations that make it better, on %d training and %d validation notes, and measures the result on %d others."
                    .formatted(
                        job.student().text(),
                        job.task().train().size(),
                        job.task().validation().size(),
                        job.task().test().size()),
                Math.min(96, shell.columns())));
    shell.err().println();
    var outcome =
        new Optimization(shell, loaded, Optional.empty(), false, !options.noCache)
            .begin(new Optimization.Place(Optional.of(free(folder)), folder));
    return tell(task, outcome);
  }

  private int tell(Path task, Optimization.Outcome outcome) {
    var result = outcome.summary().result();
    var run = shell.shorten(outcome.directory());
    if (outcome.code() != Main.DONE) {
      shell
          .err()
          .println(
              "The demo ended early: %s Go on with: %s optimize --resume %s"
                  .formatted(result.sentence(), shell.command(), run));
      return outcome.code();
    }
    var out = shell.out();
    out.print(outcome.summary().text(shell.terminal() ? shell.columns() : 100));
    out.printf("%n  What was added to the prompt:%n");
    for (var line :
        Summary.shortDiff(
            result.seed(), result.best(), DIFF_LINES, Math.min(96, shell.columns()) - 4))
      out.println("    " + line);
    var files = new RunFolder(outcome.directory());
    out.printf("%n  %-12s %s%n", "task", shell.shorten(task));
    out.printf("  %-12s %s%n", "compiled", shell.shorten(files.compiled()));
    out.printf("  %-12s %s%n", "report", shell.shorten(files.report()));
    out.printf("%nNext:%n");
    out.printf(
        "  %s run %s --input '{\"note\": \"Please send nine desk lamps to Kendal, says Byrne.\"}'%n",
        shell.command(), shell.shorten(files.compiled()));
    out.printf("  %s show %s --messages%n", shell.command(), shell.shorten(files.compiled()));
    out.printf(
        "  %s optimize %s --optimizer opro --dry-run%n", shell.command(), shell.shorten(task));
    return Main.DONE;
  }

  /** The first of {@code run}, {@code run-2}, … that is not there yet. */
  private static Path free(Path folder) {
    var place = folder.resolve("run");
    for (int i = 2; Files.exists(place); i++) place = folder.resolve("run-" + i);
    return place;
  }

  /** Writes the task; what a person changed in an earlier demo stays. */
  private Path write(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder))
      throw new BadInput(
          "%s is a file. Name another directory with --dir.".formatted(shell.shorten(folder)));
    for (var name : FILES) {
      var file = folder.resolve(name);
      if (!Files.exists(file)) AtomicFile.write(file, resource(name));
    }
    return folder.resolve("task.yaml");
  }

  static String resource(String name) {
    try (var in = DemoCommand.class.getResourceAsStream("demo/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
