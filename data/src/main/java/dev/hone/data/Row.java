package dev.hone.data;

import dev.hone.core.BadInput;
import java.nio.file.Path;
import java.util.SequencedMap;

/**
 * One record of a data file, as it was written.
 *
 * @param line where it starts, from 1
 * @param values column to value, in the file's order; text only when the file is CSV or TSV; a JSON
 *     null stays one
 */
public record Row(Path file, long line, SequencedMap<String, Object> values) {

  /** File and line, for a message. */
  public String place() {
    return place(file, line);
  }

  BadInput wrong(String complaint) {
    return new BadInput(place() + ": " + complaint);
  }

  static String place(Path file, long line) {
    return file + ", line " + line;
  }
}
