package dev.hone.cli;

import dev.hone.core.BadInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

  Path compiled() {
    return directory.resolve("compiled.json");
  }

  Path report() {
    return directory.resolve("report.html");
  }
}
