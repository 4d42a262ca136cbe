package dev.hone.lm;

import dev.hone.core.Coercion;
import dev.hone.core.Completion;
import dev.hone.core.Field;
import dev.hone.core.FieldMismatch;
import dev.hone.core.FieldType;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From the pieces of an answer to typed values; shared by all formats. */
final class Typed {
  private Typed() {}

  /**
   * @throws ParseFailure naming field, value and expectation; also when a model repeats the
   *     placeholder of the layout instead of a value
   */
  static Values values(Signature signature, Map<String, ?> raw) {
    for (var field : signature.outputs())
      if (raw.get(field.name()) instanceof String text
          && (text.strip().equals("...") || text.strip().equals("{" + field.name() + "}")))
        throw new ParseFailure(
            "Field '%s' holds the placeholder %s. Write its value instead."
                .formatted(field.name(), text.strip()));
    try {
      return Coercion.coerce(signature.outputs(), raw);
    } catch (FieldMismatch e) {
      throw new ParseFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /** The output meant by {@code name}: exactly, else up to case, spaces and punctuation. */
  static @Nullable Field named(List<Field> fields, String name) {
    for (var field : fields) if (field.name().equals(name)) return field;
    for (var field : fields) if (alike(field.name(), name)) return field;
    return null;
  }

  /** Whether two names have the same letters and digits. */
  static boolean alike(String a, String b) {
    int i = 0;
    int j = 0;
    while (true) {
      while (i < a.length() && !Character.isLetterOrDigit(a.charAt(i))) i++;
      while (j < b.length() && !Character.isLetterOrDigit(b.charAt(j))) j++;
      if (i == a.length() || j == b.length()) return i == a.length() && j == b.length();
      if (Character.toLowerCase(a.charAt(i++)) != Character.toLowerCase(b.charAt(j++)))
        return false;
    }
  }

  /** The one output that an answer without marks can be: the only one, or the only required one. */
  static Optional<Field> single(Signature signature) {
    if (signature.outputs().size() == 1) return Optional.of(signature.outputs().getFirst());
    var required = signature.outputs().stream().filter(f -> !f.optional()).toList();
    return required.size() == 1 ? Optional.of(required.getFirst()) : Optional.empty();
  }

  static boolean complete(Signature signature, Map<String, ?> raw) {
    for (var field : signature.outputs())
      if (!field.optional() && !raw.containsKey(field.name())) return false;
    return true;
  }

  /**
   * @throws ParseFailure when the answer was cut off while {@code field} was being written and what
   *     is there may be less than was meant
   */
  static void whole(Completion completion, Field field) {
    if (completion.finish() == Completion.Finish.LENGTH
        && !(field.type() instanceof FieldType.Choice)
        && field.type() != FieldType.Simple.BOOL)
      throw new ParseFailure(
          ParseFailure.Kind.TRUNCATED,
          "The answer was cut off at its token limit inside field '%s'. Allow more tokens or ask for less."
              .formatted(field.name()));
  }
}
