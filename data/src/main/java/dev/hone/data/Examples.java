package dev.hone.data;

import dev.hone.core.BadInput;
import dev.hone.core.Coercion;
import dev.hone.core.Example;
import dev.hone.core.Field;
import dev.hone.core.FieldMismatch;
import dev.hone.core.FieldType;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows into examples of a signature: its inputs become the input, its outputs the expected
 * output. Columns that are no field follow in the expected output as they are, for metrics that
 * know what to do with them, for example {@code accepted}.
 *
 * <p>Text is kept to the last space; other values are coerced into the type of their field.
 *
 * @param needed outputs every row must have; other outputs may be missing
 */
public record Examples(Signature signature, Mapping mapping, Set<String> needed) {

  public Examples {
    needed = Set.copyOf(needed);
    var names = names(signature);
    mapping.columns().keySet().forEach(name -> check(name, names));
    mapping.constants().keySet().forEach(name -> check(name, names));
  }

  /** Every output that is not optional is needed. */
  public static Examples of(Signature signature) {
    return new Examples(
        signature,
        Mapping.NONE,
        signature.outputs().stream()
            .filter(f -> !f.optional())
            .map(Field::name)
            .collect(Collectors.toSet()));
  }

  public Examples withMapping(Mapping next) {
    return new Examples(signature, next, needed);
  }

  /** Only these outputs must be present, for example because the metric reads no others. */
  public Examples withNeeded(Collection<String> outputs) {
    return new Examples(signature, mapping, Set.copyOf(outputs));
  }

  /**
   * Reads while the stream is consumed, in the file's order; close it. Ids are unique within the
   * stream.
   *
   * @throws BadInput while it is consumed, naming file, line, field and what to change
   */
  public Stream<Example> stream(DataFile file) {
    var twins = new Twins();
    return file.rows().map(this::example).map(e -> e.withId(twins.tell(e.id())));
  }

  /** The whole file. */
  public List<Example> read(DataFile file) {
    try (var examples = stream(file)) {
      return examples.toList();
    }
  }

  Example example(Row row) {
    var used = new HashSet<String>();
    var input = new LinkedHashMap<String, Object>();
    for (var field : signature.inputs()) put(input, field, field.optional(), row, used);
    var expected = new LinkedHashMap<String, Object>();
    for (var field : signature.outputs())
      put(expected, field, !needed.contains(field.name()), row, used);
    extras(row, used, expected);
    return Example.of(new Values(input), new Values(expected));
  }

  private void put(
      Map<String, Object> out, Field field, boolean optional, Row row, Set<String> used) {
    var column = mapping.column(field.name());
    used.add(column);
    var raw = mapping.constants().getOrDefault(field.name(), row.values().get(column));
    var value = value(field, optional, raw, row, column);
    if (value != null) out.put(field.name(), value);
  }

  /** What is no field, by its mapped name or its column's. */
  private void extras(Row row, Set<String> used, Map<String, Object> expected) {
    var names = names(signature);
    mapping
        .columns()
        .forEach((name, column) -> {
          if (names.contains(name)) return;
          if (!row.values().containsKey(column)) throw missing(row, name, column);
          used.add(column);
          expected.put(name, row.values().get(column));
        });
    mapping
        .constants()
        .forEach((name, value) -> {
          if (!names.contains(name)) expected.put(name, value);
        });
    row.values()
        .forEach((column, value) -> {
          if (!used.contains(column) && !names.contains(column))
            expected.putIfAbsent(column, value);
        });
  }

  private @Nullable Object value(
      Field field, boolean optional, @Nullable Object raw, Row row, String column) {
    if (raw == null) {
      if (optional) return null;
      if (!row.values().containsKey(column)) throw missing(row, field.name(), column);
      throw row.wrong(
          "field '%s' is null, but must be %s. Give it a value, or declare it optional: %s?"
              .formatted(field.name(), Coercion.expectation(field.type()), field.text()));
    }
    if (optional && raw instanceof String text && text.isBlank()) return null;
    if (field.type() == FieldType.Simple.TEXT && raw instanceof String text) return text;
    try {
      return Coercion.coerce(field, raw);
    } catch (FieldMismatch e) {
      throw row.wrong(
          "%s Correct the value, or change the field's type in the signature."
              .formatted(e.getMessage()));
    }
  }

  private static BadInput missing(Row row, String field, String column) {
    var columns = row.values().keySet();
    var hint =
        columns.size() == 1 && columns.iterator().next().matches(".*[;\t,].*")
            ? "The separator seems to be another one: use commas in .csv and tabs in .tsv files."
            : Nearest.hint(column, columns)
                + "Map it in the task file: fields: {%s: COLUMN}.".formatted(field);
    return row.wrong(
        "there is no column '%s' for field '%s'; the columns are %s. %s"
            .formatted(column, field, List.copyOf(columns), hint));
  }

  private static Set<String> names(Signature signature) {
    return Stream.concat(signature.inputs().stream(), signature.outputs().stream())
        .map(Field::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Columns for metrics may have any name, but not one that looks like a misspelled field. */
  private static void check(String name, Set<String> names) {
    if (names.contains(name)) return;
    Nearest.to(name, names)
        .ifPresent(near -> {
          throw new BadInput(
              "The field mapping names '%s', which is not a field of the signature. Did you mean '%s'?"
                  .formatted(name, near));
        });
  }
}
