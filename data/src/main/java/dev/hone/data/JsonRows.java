package dev.hone.data;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.nio.file.Path;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/** Reads the text of one row, and moves what is wrong with it to its place in the file. */
final class JsonRows {
  private static final Pattern PLACE =
      Pattern.compile("^JSON, line (\\d+), column (\\d+): (.*)$", Pattern.DOTALL);
  private static final int SHOWN = 40;

  private JsonRows() {}

  /**
   * @param column where the text starts in its first line, from 1
   */
  static Row read(Path file, long line, int column, String text, String repair) {
    try {
      if (Json.parse(text) instanceof SequencedMap<?, ?> map) return new Row(file, line, cast(map));
    } catch (BadInput e) {
      throw moved(e, file, line, column, repair);
    }
    var start = text.strip();
    throw new BadInput(
        "%s: expected a JSON object {…}, found %s. %s"
            .formatted(
                Row.place(file, line),
                start.length() > SHOWN ? start.substring(0, SHOWN) + "…" : start,
                repair));
  }

  private static BadInput moved(BadInput e, Path file, long line, int column, String repair) {
    var place = PLACE.matcher(String.valueOf(e.getMessage()));
    if (!place.matches()) return e.at(Row.place(file, line));
    long row = Long.parseLong(place.group(1));
    long at = Long.parseLong(place.group(2)) + (row == 1 ? column - 1 : 0);
    return new BadInput(
        "%s, column %d: %s %s"
            .formatted(Row.place(file, line + row - 1), at, place.group(3), repair),
        e);
  }

  @SuppressWarnings("unchecked")
  private static SequencedMap<String, Object> cast(SequencedMap<?, ?> map) {
    return (SequencedMap<String, Object>) map;
  }
}
