package dev.hone.data;

import de.siegmar.fastcsv.reader.CsvReader;
import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How public data sets are written, and what their rows are as ours. */
enum RawForm {
  /** A JSON array, JSON lines, or an object with {@code examples}; columns are renamed. */
  RECORDS {
    @Override
    void read(String text, DataSet set, Rows rows) {
      for (var entry : entries(text)) {
        var row = new LinkedHashMap<String, Object>();
        set.columns()
            .forEach((ours, theirs) -> {
              var value = entry.get(theirs);
              if (value == null)
                throw new BadInput("A row has no '%s': %s".formatted(theirs, brief(entry)));
              row.put(ours, value);
            });
        rows.add(row);
      }
    }
  },

  /** Comma-separated with names in the first line; columns are renamed. */
  CSV {
    @Override
    void read(String text, DataSet set, Rows rows) {
      try (var reader = CsvReader.builder().ofNamedCsvRecord(text)) {
        for (var record : reader) {
          var row = new LinkedHashMap<String, Object>();
          set.columns()
              .forEach((ours, theirs) ->
                  row.put(
                      ours,
                      record
                          .findField(theirs)
                          .orElseThrow(() -> new BadInput("There is no column '" + theirs + "'."))
                          .strip()));
          rows.add(row);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },

  /** A text, a tab and the number of a label; texts with two labels are dropped. */
  TAB_LABELS {
    @Override
    void read(String text, DataSet set, Rows rows) {
      for (var line : text.lines().filter(l -> !l.isBlank()).toList()) {
        int tab = line.lastIndexOf('\t');
        if (tab < 0) throw new BadInput("A line has no tab: " + shortened(line));
        int label = Integer.parseInt(line.substring(tab + 1).strip());
        if (label < 0 || label >= set.labels().size())
          throw new BadInput(
              "A line has the unknown label %d: %s".formatted(label, shortened(line)));
        rows.add(row("text", line.substring(0, tab).strip(), "label", set.labels().get(label)));
      }
    }
  },

  /** Worked solutions that end with {@code #### number}. */
  GSM8K {
    @Override
    void read(String text, DataSet set, Rows rows) {
      for (var entry : entries(text)) {
        var worked = string(entry, "answer");
        int mark = worked.lastIndexOf("####");
        if (mark < 0) throw new BadInput("An answer has no ####: " + shortened(worked));
        rows.add(
            row(
                "question",
                string(entry, "question").strip(),
                "answer",
                worked.substring(mark + 4).strip().replace(",", ""),
                "solution",
                worked.substring(0, mark).strip().replaceAll("<<[^>]*>>", "")));
      }
    }
  },

  /** A body and a question apart. */
  SVAMP {
    @Override
    void read(String text, DataSet set, Rows rows) {
      for (var entry : entries(text)) {
        var body = string(entry, "Body").strip();
        if (!body.isEmpty() && ".!?".indexOf(body.charAt(body.length() - 1)) < 0) body += ".";
        rows.add(
            row(
                "question",
                (body + " " + string(entry, "Question").strip()).strip(),
                "answer",
                number(entry.get("Answer")),
                "equation",
                string(entry, "Equation"),
                "type",
                string(entry, "Type")));
      }
    }
  },

  /** A question with a list of solutions and one of equations. */
  MULTIARITH {
    @Override
    void read(String text, DataSet set, Rows rows) {
      for (var entry : entries(text))
        rows.add(
            row(
                "question",
                string(entry, "sQuestion").strip(),
                "answer",
                number(first(entry, "lSolutions")),
                "equation",
                String.valueOf(first(entry, "lEquations"))));
    }
  },

  /** Lists of pairs of text and label, by part. */
  CLINC {
    @Override
    void read(String text, DataSet set, Rows rows) {
      Json.parseObject(text)
          .forEach((part, pairs) -> {
            if (!(pairs instanceof List<?> list)) return;
            for (var pair : list)
              if (pair instanceof List<?> two && two.size() == 2)
                rows.add(
                    part.endsWith("test"),
                    row("text", String.valueOf(two.getFirst()).strip(), "label", two.getLast()));
          });
    }
  },

  /** Intents with their texts in pieces. */
  SNIPS {
    @Override
    void read(String text, DataSet set, Rows rows) {
      Json.parseObject(text)
          .forEach((intent, examples) -> {
            if (!(examples instanceof List<?> list)) return;
            for (var example : list) {
              if (!(Json.object(example).get("data") instanceof List<?> pieces))
                throw new BadInput("An example of %s has no 'data'.".formatted(intent));
              var whole =
                  pieces.stream()
                      .map(p -> string(Json.object(p), "text"))
                      .collect(Collectors.joining())
                      .strip();
              rows.add(row("text", whole.replaceAll("\\s+", " "), "intent", intent));
            }
          });
    }
  },

  /** Turns of a talk with the spans of the values they give; a row for each value. */
  RESTAURANT8K {
    @Override
    void read(String text, DataSet set, Rows rows) {
      for (var entry : entries(text)) {
        if (!(entry.get("labels") instanceof List<?> labels)) continue;
        var said = string(Json.object(entry.get("userInput")), "text");
        for (var one : labels) {
          var label = Json.object(one);
          var span = Json.object(label.get("valueSpan"));
          int from = span.get("startIndex") instanceof Number n ? n.intValue() : 0;
          int to = span.get("endIndex") instanceof Number n ? n.intValue() : said.length();
          if (from > to || to > said.length())
            throw new BadInput("A span leaves its text: " + shortened(said));
          rows.add(
              row("text", said, "slot", string(label, "slot"), "value", said.substring(from, to)));
        }
      }
    }
  };

  private static final int SHOWN = 60;

  /** Takes rows in order. */
  static final class Rows {
    private final boolean test;
    private final BiConsumer<Boolean, SequencedMap<String, Object>> out;

    /**
     * @param test whether the file is the published test part
     */
    Rows(boolean test, BiConsumer<Boolean, SequencedMap<String, Object>> out) {
      this.test = test;
      this.out = out;
    }

    void add(SequencedMap<String, Object> row) {
      out.accept(test, row);
    }

    void add(boolean ofTest, SequencedMap<String, Object> row) {
      out.accept(test || ofTest, row);
    }
  }

  /**
   * Reads one file.
   *
   * @throws BadInput when the text is not of this form
   */
  abstract void read(String text, DataSet set, Rows rows);

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static RawForm named(String name) {
    return Arrays.stream(values())
        .filter(f -> f.text().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new BadInput(
                "'form' is '%s'. Known are %s."
                    .formatted(
                        name,
                        Arrays.stream(values())
                            .map(RawForm::text)
                            .collect(Collectors.joining(", ")))));
  }

  private static List<SequencedMap<String, Object>> entries(String text) {
    var entries = new ArrayList<SequencedMap<String, Object>>();
    var first = text.stripLeading();
    if (first.startsWith("[")) {
      if (Json.parse(text) instanceof List<?> list)
        for (var one : list) entries.add(Json.object(one));
      return entries;
    }
    var line = first.lines().findFirst().orElse("").strip();
    if (line.startsWith("{")
        && line.endsWith("}")
        && first.lines().skip(1).anyMatch(l -> !l.isBlank())) {
      for (var one : text.lines().filter(l -> !l.isBlank()).toList())
        entries.add(Json.parseObject(one));
      return entries;
    }
    var whole = Json.parseObject(text);
    if (!(whole.get("examples") instanceof List<?> examples)) return List.of(whole);
    for (var one : examples) entries.add(Json.object(one));
    return entries;
  }

  private static Object first(Map<String, Object> entry, String key) {
    if (entry.get(key) instanceof List<?> list && !list.isEmpty()) return list.getFirst();
    throw new BadInput("A row has no '%s': %s".formatted(key, brief(entry)));
  }

  private static String string(Map<String, Object> entry, String key) {
    if (entry.get(key) instanceof String text) return text;
    throw new BadInput("A row has no text '%s': %s".formatted(key, brief(entry)));
  }

  /** A whole number without its decimals. */
  private static String number(@Nullable Object value) {
    if (value == null) throw new BadInput("A row has no answer.");
    try {
      var number = new BigDecimal(String.valueOf(value)).stripTrailingZeros();
      return number.scale() < 0 ? number.setScale(0).toPlainString() : number.toPlainString();
    } catch (NumberFormatException e) {
      throw new BadInput("An answer is no number: " + shortened(String.valueOf(value)), e);
    }
  }

  private static SequencedMap<String, Object> row(Object... pairs) {
    var row = new LinkedHashMap<String, Object>();
    for (int i = 0; i < pairs.length; i += 2) row.put(String.valueOf(pairs[i]), pairs[i + 1]);
    return row;
  }

  private static String brief(Object value) {
    return shortened(Json.write(value));
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
