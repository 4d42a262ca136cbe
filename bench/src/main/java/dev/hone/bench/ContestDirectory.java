package dev.hone.bench;

import dev.hone.core.BadInput;
import dev.hone.lm.InFlight;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.Price;
import dev.hone.store.RunDirectory;
import dev.hone.store.RunRecord;
import dev.hone.store.SqliteJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * A contest on disk, open for one process: {@code answers} holds what the models said, {@code
 * cells} one run directory for each cell, and beside them lie the tables. A contest goes on in the
 * directory it began in, with more methods, tasks or seeds if wanted; finished cells are read.
 */
public final class ContestDirectory implements AutoCloseable {
  private static final String CELLS = "cells";

  private final Path path;
  private final SqliteJournal answers;
  private final InFlight inFlight = new InFlight();

  private ContestDirectory(Path path, SqliteJournal answers) {
    this.path = path;
    this.answers = answers;
  }

  /**
   * Opens or creates a contest.
   *
   * @throws BadInput when another process works on it, or nothing can be written there
   */
  public static ContestDirectory open(Path path) {
    try {
      Files.createDirectories(path.resolve(CELLS));
    } catch (IOException e) {
      throw new BadInput(
          "%s cannot be created (%s). Give a directory that can be written."
              .formatted(path, e.getClass().getSimpleName()),
          e);
    }
    return new ContestDirectory(path, SqliteJournal.open(path.resolve("answers")));
  }

  public Path path() {
    return path;
  }

  /**
   * A model whose answers all cells share and which charges each cell in full.
   *
   * @param price of the model, for answers that an older cache gave for nothing
   */
  public LanguageModel remembering(LanguageModel model, Optional<Price> price) {
    return new Remembered(model, price, answers, inFlight);
  }

  /** Different questions answered so far, by all models. */
  public long answers() {
    return answers.size();
  }

  Path cell(String name) {
    return path.resolve(CELLS).resolve(name);
  }

  /** Begins a cell's run, or goes on with it where it was torn. */
  static RunDirectory run(Path cell, RunRecord record, String engineVersion) {
    if (Files.isRegularFile(cell.resolve("run.json"))) return RunDirectory.resume(cell, record);
    remove(cell);
    return RunDirectory.create(cell, record, engineVersion);
  }

  /** What a process left that was ended before the run had begun. */
  private static void remove(Path directory) {
    if (!Files.exists(directory)) return;
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    answers.close();
  }
}
