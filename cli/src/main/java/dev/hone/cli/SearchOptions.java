package dev.hone.cli;

import dev.hone.core.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be said of a search, and of the directory it is kept in. */
final class SearchOptions {
  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "The method, or auto; 'hone optimizers' lists them.")
  @Nullable String optimizer;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "An option of the method; may be repeated.")
  List<String> set = new ArrayList<>();

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

  Loader.Loaded load(Loader loader, Path task) {
    return loader.load(task, Optional.ofNullable(optimizer), set);
  }

  Optimization.Place place(Shell shell) {
    return new Optimization.Place(
        Optional.ofNullable(run).map(shell::resolve), shell.directory().resolve("runs"));
  }

  /**
   * Where the compiled program is to be written too.
   *
   * @throws BadInput when no file can be there, before anything is spent
   */
  Optional<Path> outFile(Shell shell) {
    var file = Optional.ofNullable(out).map(shell::resolve);
    file.ifPresent(f -> requirePlace(f, shell));
    return file;
  }

  private static void requirePlace(Path file, Shell shell) {
    var folder = file.toAbsolutePath().getParent();
    while (folder != null && !Files.exists(folder)) folder = folder.getParent();
    if (Files.isDirectory(file))
      throw new BadInput(
          "--out is '%s', which is a folder. Name a file in it.".formatted(shell.shorten(file)));
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder))
      throw new BadInput(
          "--out is '%s', and %s cannot be written into. Name another place."
              .formatted(shell.shorten(file), folder));
  }

  /**
   * Checks that a run that goes on is not asked to be another one.
   *
   * @throws BadInput naming the option that was given again
   */
  void requireUnchanged(TaskOptions options) {
    if (run != null)
      throw new BadInput("--run and --resume contradict each other. Keep one of them.");
    if (optimizer != null) throw fixed("--optimizer");
    if (!set.isEmpty()) throw fixed("--set");
    if (options.student != null) throw fixed("--student");
    if (options.teacher != null) throw fixed("--teacher");
    if (options.judge != null) throw fixed("--judge");
    if (options.seed != null) throw fixed("--seed");
    if (options.format != null) throw fixed("--adapter");
  }

  static BadInput fixed(String option) {
    return new BadInput(
        "%s cannot change in a run that goes on. Leave it out, or start a new run without --resume."
            .formatted(option));
  }
}
