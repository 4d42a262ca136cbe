package dev.hone.data;

import dev.hone.core.BadInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** A JSON array, cut into its elements while it is read: only one element is held at a time. */
final class JsonArray implements Iterator<Row> {
  private static final String REPAIR =
      "Write one array of objects, [{…}, {…}], or one object per line in a .jsonl file.";

  private final Path path;
  private final BufferedReader reader;
  private long line = 1;
  private int column;
  private int first = -1;
  private boolean open;
  private boolean more = true;

  JsonArray(Path path, BufferedReader reader) {
    this.path = path;
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    try {
      if (!open) open();
      return more;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Row next() {
    if (!hasNext()) throw new NoSuchElementException();
    try {
      return element();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open() throws IOException {
    int c = visible();
    open = true;
    if (c < 0) {
      more = false;
      return;
    }
    if (c != '[') throw wrong("expected '[', found '" + (char) c + "'. " + REPAIR);
    first = visible();
    if (first == ']') end();
  }

  private Row element() throws IOException {
    int c = first >= 0 ? first : visible();
    first = -1;
    long start = line;
    int startColumn = column;
    var text = new StringBuilder();
    int depth = 0;
    boolean quoted = false;
    for (; c >= 0; c = read()) {
      if (quoted) {
        if (c == '\\') {
          text.append('\\');
          c = read();
          if (c < 0) break;
        } else if (c == '"') quoted = false;
      } else if (c == '"') quoted = true;
      else if (c == '{' || c == '[') depth++;
      else if (depth == 0 && (c == ',' || c == ']')) {
        if (c == ']') end();
        return JsonRows.read(path, start, startColumn, text.toString().stripTrailing(), REPAIR);
      } else if (c == '}' || c == ']') depth--;
      text.append((char) c);
    }
    throw wrong("expected ']' at the end of the array, found the end of the file. Is it cut off?");
  }

  private void end() throws IOException {
    more = false;
    int c = visible();
    if (c >= 0) throw wrong("expected the end of the file, found '" + (char) c + "'. " + REPAIR);
  }

  private int visible() throws IOException {
    int c = read();
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') c = read();
    return c;
  }

  private int read() throws IOException {
    int c = reader.read();
    if (c == '\n') {
      line++;
      column = 0;
    } else column++;
    return c;
  }

  private BadInput wrong(String complaint) {
    return new BadInput("%s, column %d: %s".formatted(Row.place(path, line), column, complaint));
  }
}
