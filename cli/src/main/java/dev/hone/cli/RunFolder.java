package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.programs.Compiled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files of a run, for reading. */
record RunFolder(Path directory) {

  /** What the event log tells; nothing when there is none yet. */
  History history() {
    var events = directory.resolve("events.jsonl");
    if (!Files.exists(events)) return new History();
    try (var lines = Files.lines(events)) {
      return History.of(lines, this::blob);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String blob(String hash) {
    try {
      return Files.readString(directory.resolve("blobs").resolve(hash));
    } catch (IOException e) {
      throw new BadInput(
          "%s is missing from the run. Restore it, or start a new run."
              .formatted(directory.resolve("blobs").resolve(hash)),
          e);
    }
  }

  /** The compiled program the run was given to begin with; empty when it began with the task. */
  Optional<Compiled> start() {
    return Files.exists(startFile()) ? Optional.of(Compiled.read(startFile())) : Optional.empty();
  }

  Path startFile() {
    return directory.resolve("start.json");
  }

  /** The answers of the model that a migrated program comes from. */
  Path originJournal() {
    return directory.resolve("origin");
  }

  Path compiled() {
    return directory.resolve("compiled.json");
  }

  Path report() {
    return directory.resolve("report.html");
  }
}
