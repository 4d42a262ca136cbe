package dev.hone.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** One JSON object per line. */
final class JsonLines implements Iterator<Row> {
  private static final String REPAIR = "Write one JSON object per line.";

  private final Path path;
  private final BufferedReader reader;
  private long line;
  private @Nullable Row next;

  JsonLines(Path path, BufferedReader reader) {
    this.path = path;
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null) {
        var text = reader.readLine();
        if (text == null) return false;
        line++;
        if (!text.isBlank()) next = JsonRows.read(path, line, 1, text, REPAIR);
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Row next() {
    var row = hasNext() ? next : null;
    if (row == null) throw new NoSuchElementException();
    next = null;
    return row;
  }
}
