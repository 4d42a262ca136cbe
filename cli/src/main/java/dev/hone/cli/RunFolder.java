package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a run keeps its files. */
record RunFolder(Path directory) {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final Pattern UNUSUAL = Pattern.compile("[^A-Za-z0-9._-]+");
  static final String PARENT = "hone-runs";

  /** A directory that does not exist yet, named after the task and the time. */
  static RunFolder fresh(Path under, String task) {
    var name = UNUSUAL.matcher(task).replaceAll("-").replaceAll("^[-.]+|-+$", "");
    var base = (name.isEmpty() ? "run" : name) + "-" + STAMP.format(LocalDateTime.now());
    var parent = under.resolve(PARENT);
    for (int i = 1; ; i++) {
      var directory = parent.resolve(i == 1 ? base : base + "-" + i);
      if (!Files.exists(directory)) return new RunFolder(directory);
    }
  }

  /**
   * A directory named by a person.
   *
   * @throws BadInput when something is in it
   */
  static RunFolder empty(Path directory, Shell shell) {
    var folder = new RunFolder(directory);
    if (Files.exists(folder.recordFile()))
      throw new BadInput(
          "There is a run in %s already. Go on with it: hone optimize --resume %s; or name another directory."
              .formatted(shell.shorten(directory), shell.shorten(directory)));
    if (Files.exists(directory) && !Files.isDirectory(directory))
      throw new BadInput(
          "--run is %s, which is a file. Name a directory.".formatted(shell.shorten(directory)));
    try (var inside = Files.isDirectory(directory) ? Files.list(directory) : Stream.<Path>of()) {
      if (inside.findAny().isPresent())
        throw new BadInput(
            "--run is %s, which holds other files. Name a new or empty directory."
                .formatted(shell.shorten(directory)));
    } catch (IOException e) {
      throw new BadInput(
          "--run is %s, which cannot be read. Name another directory."
              .formatted(shell.shorten(directory)),
          e);
    }
    return folder;
  }

  /**
   * The directory of an earlier run.
   *
   * @throws BadInput when there is none
   */
  static RunFolder existing(Path directory, Shell shell) {
    var folder = new RunFolder(directory);
    if (!Files.isDirectory(directory))
      throw new BadInput("There is no directory %s.".formatted(shell.shorten(directory)));
    if (!Files.isRegularFile(folder.recordFile()))
      throw new BadInput(
          "%s holds no run: there is no run.json in it. Give the directory that 'hone optimize' named."
              .formatted(shell.shorten(directory)));
    return folder;
  }

  Map<String, Object> record() {
    try {
      return Json.parseObject(Files.readString(recordFile()));
    } catch (IOException e) {
      throw new BadInput("%s cannot be read. Check its permissions.".formatted(recordFile()), e);
    } catch (BadInput e) {
      throw e.at(recordFile().toString());
    }
  }

  /** What the event log tells. */
  History history() {
    try (var lines = Files.lines(events())) {
      return History.of(lines, this::blob);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String blob(String hash) {
    try {
      return Files.readString(blobs().resolve(hash));
    } catch (IOException e) {
      throw new BadInput(
          "%s is missing from the run. Restore it, or continue the run to write it again."
              .formatted(blobs().resolve(hash)),
          e);
    }
  }

  Path recordFile() {
    return directory.resolve("run.json");
  }

  Path journal() {
    return directory.resolve("journal");
  }

  Path events() {
    return directory.resolve("events.jsonl");
  }

  Path blobs() {
    return directory.resolve("blobs");
  }

  Path compiled() {
    return directory.resolve("compiled.json");
  }

  Path report() {
    return directory.resolve("report.html");
  }
}
