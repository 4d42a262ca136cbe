package dev.hone.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.hone.core.BadInput;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Separated cells under a header; quoted cells may hold line breaks. */
final class Table implements Iterator<Row> {
  private final Path path;
  private final Iterator<CsvRecord> records;
  private @Nullable List<String> header;

  Table(Path path, BufferedReader reader, char separator) {
    this.path = path;
    records =
        CsvReader.builder()
            .fieldSeparator(separator)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(reader)
            .iterator();
  }

  @Override
  public boolean hasNext() {
    try {
      if (header == null && records.hasNext()) header = header(records.next());
      return records.hasNext();
    } catch (CsvParseException e) {
      throw new BadInput("%s: %s".formatted(path, e.getMessage()), e);
    }
  }

  @Override
  public Row next() {
    var columns = hasNext() && header != null ? header : List.<String>of();
    var record = records.next();
    if (record.getFieldCount() != columns.size())
      throw new BadInput(
          "%s: found %d cells, but the header names %d columns. Quote cells that hold the separator or a line break."
              .formatted(
                  Row.place(path, record.getStartingLineNumber()),
                  record.getFieldCount(),
                  columns.size()));
    var values = new LinkedHashMap<String, Object>();
    for (int i = 0; i < columns.size(); i++) values.put(columns.get(i), record.getField(i));
    return new Row(path, record.getStartingLineNumber(), values);
  }

  private List<String> header(CsvRecord record) {
    var names = record.getFields().stream().map(String::strip).toList();
    var seen = new HashSet<String>();
    for (int i = 0; i < names.size(); i++) {
      var name = names.get(i);
      if (name.isEmpty())
        throw new BadInput(
            "%s: column %d has no name. The first line must name every column."
                .formatted(Row.place(path, record.getStartingLineNumber()), i + 1));
      if (!seen.add(name))
        throw new BadInput(
            "%s: column '%s' is named twice. Give each column its own name."
                .formatted(Row.place(path, record.getStartingLineNumber()), name));
    }
    return names;
  }
}
