package dev.hone.data;

import static java.util.Spliterator.NONNULL;
import static java.util.Spliterator.ORDERED;

import dev.hone.core.BadInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A file of rows in UTF-8; a byte order mark and any line ends are fine.
 *
 * <p>Every complaint is a {@link BadInput} that names file, line and column.
 */
public record DataFile(Path path, Format format) {
  private static final int SHOWN = 8;

  /** How the rows are written. */
  public enum Format {
    /** One JSON object per line; blank lines are skipped. */
    JSONL("jsonl", "ndjson"),
    /** One JSON array of objects. */
    JSON("json", "json"),
    /** Comma-separated, the first record names the columns. */
    CSV("csv", "csv"),
    /** Tab-separated, the first record names the columns. */
    TSV("tsv", "tab");

    private final String ending;
    private final String other;

    Format(String ending, String other) {
      this.ending = ending;
      this.other = other;
    }

    private boolean fits(String name) {
      return name.endsWith("." + ending) || name.endsWith("." + other);
    }
  }

  /**
   * The format told by the file's ending.
   *
   * @throws BadInput when there is no such file, or its ending says nothing
   */
  public static DataFile of(Path path) {
    var name = path.toString().toLowerCase(Locale.ROOT);
    for (var format : Format.values()) {
      if (!format.fits(name)) continue;
      var file = new DataFile(path, format);
      file.check();
      return file;
    }
    if (Files.isDirectory(path)) throw folder(path);
    throw new BadInput(
        "Data file '%s' has an unknown ending. Use .jsonl, .json, .csv or .tsv.".formatted(path));
  }

  /** The rows in order, read while the stream is consumed; close it. */
  public Stream<Row> rows() {
    check();
    BufferedReader reader;
    try {
      reader = Utf8.open(path);
    } catch (IOException e) {
      throw unreadable(e);
    }
    var rows = new Checked(iterator(reader));
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, ORDERED | NONNULL), false)
        .onClose(() -> close(reader));
  }

  private Iterator<Row> iterator(BufferedReader reader) {
    return switch (format) {
      case JSONL -> new JsonLines(path, reader);
      case JSON -> new JsonArray(path, reader);
      case CSV -> new Table(path, reader, ',');
      case TSV -> new Table(path, reader, '\t');
    };
  }

  private void check() {
    if (Files.isDirectory(path)) throw folder(path);
    if (!Files.exists(path))
      throw new BadInput("Data file '%s' does not exist.%s".formatted(path, neighbours()));
    if (!Files.isReadable(path))
      throw new BadInput(
          "Data file '%s' may not be read. Give yourself the right.".formatted(path));
  }

  private static BadInput folder(Path path) {
    return new BadInput(
        "'%s' is a folder, not a data file. Name a file in it, for example %s."
            .formatted(path, path.resolve("train.jsonl")));
  }

  private String neighbours() {
    var folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) return " Its folder does not exist either.";
    try (var files = Files.list(folder)) {
      var names =
          files
              .map(f -> String.valueOf(f.getFileName()))
              .filter(n -> Arrays.stream(Format.values()).anyMatch(f -> f.fits(n)))
              .sorted()
              .limit(SHOWN)
              .collect(Collectors.joining(", "));
      return names.isEmpty() ? "" : " Its folder has: " + names + ".";
    } catch (IOException e) {
      return "";
    }
  }

  private BadInput unreadable(Throwable e) {
    if (e instanceof CharacterCodingException) return Utf8.complaint(path);
    return new BadInput("Data file '%s' cannot be read: %s".formatted(path, e.getMessage()), e);
  }

  private static void close(BufferedReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Turns faults of reading into complaints, and refuses a file without rows. */
  private final class Checked implements Iterator<Row> {
    private final Iterator<Row> rows;
    private boolean any;

    Checked(Iterator<Row> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      try {
        if (rows.hasNext()) return true;
      } catch (UncheckedIOException e) {
        throw unreadable(e.getCause() == null ? e : e.getCause());
      }
      if (any) return false;
      throw new BadInput("Data file '%s' has no rows. Put at least one into it.".formatted(path));
    }

    @Override
    public Row next() {
      any = true;
      return rows.next();
    }
  }
}
