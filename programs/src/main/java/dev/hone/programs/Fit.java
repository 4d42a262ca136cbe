package dev.hone.programs;

import dev.hone.core.Field;
import dev.hone.core.FieldType;
import dev.hone.core.FieldType.Choice;
import dev.hone.core.FieldType.ListOf;
import dev.hone.core.FieldType.MapOf;
import dev.hone.core.FieldType.Simple;
import dev.hone.core.FieldType.Structure;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether every value of one type is a value of another. */
final class Fit {
  private static final Set<Simple> TEXTS = Set.of(Simple.DATE, Simple.TIME, Simple.DATETIME);

  private Fit() {}

  static boolean fits(FieldType from, FieldType to) {
    if (from.equals(to) || to == Simple.ANY) return true;
    return switch (from) {
      case Simple simple ->
          simple == Simple.INT && to == Simple.DECIMAL
              || TEXTS.contains(simple) && to == Simple.TEXT;
      case Choice(var options) ->
          to == Simple.TEXT || to instanceof Choice(var more) && more.containsAll(options);
      case ListOf(var element) -> to instanceof ListOf(var other) && fits(element, other);
      case MapOf(var value) -> to instanceof MapOf(var other) && fits(value, other);
      case Structure structure -> to instanceof Structure other && fits(structure, other);
    };
  }

  /** Every field that is asked for is there. */
  private static boolean fits(Structure from, Structure to) {
    var given = from.fields().stream().collect(Collectors.toMap(Field::name, Function.identity()));
    return to.fields().stream()
        .allMatch(wanted -> {
          var field = given.get(wanted.name());
          return field == null
              ? wanted.optional()
              : (wanted.optional() || !field.optional()) && fits(field.type(), wanted.type());
        });
  }
}
