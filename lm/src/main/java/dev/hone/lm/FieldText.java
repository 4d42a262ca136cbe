package dev.hone.lm;

import dev.hone.core.Coercion;
import dev.hone.core.Field;
import dev.hone.core.FieldType;
import dev.hone.core.Values;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Fields and their values in the words that a model reads. */
final class FieldText {
  private FieldText() {}

  /** A value as text; several texts given to one text field become a numbered list. */
  static String value(Field field, Object value) {
    if (field.type() == FieldType.Simple.TEXT && value instanceof List<?> list)
      return numbered(list);
    return Values.textOf(value);
  }

  /** What a value must be, in words; empty for text. */
  static String hint(Field field) {
    if (field.type() == FieldType.Simple.TEXT) return field.optional() ? "may be left out" : "";
    var words = Coercion.expectation(field.type());
    return field.optional() ? words + "; may be left out" : words;
  }

  /** One line of a list of fields: name, type and description. */
  static String line(Field field) {
    var text = new StringBuilder().append('`').append(field.name()).append('`');
    var hint = hint(field);
    if (!hint.isEmpty()) text.append(" (").append(hint).append(')');
    if (!field.description().isBlank()) text.append(": ").append(field.description().strip());
    return text.toString();
  }

  /** A numbered list of fields. */
  static String lines(List<Field> fields) {
    return IntStream.range(0, fields.size())
        .mapToObj(i -> (i + 1) + ". " + line(fields.get(i)))
        .collect(Collectors.joining("\n"));
  }

  static String names(List<Field> fields) {
    return fields.stream().map(f -> "`" + f.name() + "`").collect(Collectors.joining(", "));
  }

  private static String numbered(List<?> items) {
    if (items.isEmpty()) return "N/A";
    if (items.size() == 1) return quoted(Values.textOf(items.getFirst()));
    return IntStream.range(0, items.size())
        .mapToObj(i -> "[" + (i + 1) + "] " + quoted(Values.textOf(items.get(i))))
        .collect(Collectors.joining("\n"));
  }

  private static String quoted(String text) {
    return text.contains("\n")
        ? "«««\n    " + text.replace("\n", "\n    ") + "\n»»»"
        : "«" + text + "»";
  }
}
