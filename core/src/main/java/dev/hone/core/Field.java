package dev.hone.core;

/**
 * A named, typed place in a signature.
 *
 * @param name an identifier, unique among the inputs and among the outputs of its signature
 * @param description what a model should know about the field; empty when the name says it all
 * @param optional whether the value may be missing; a missing value is absent from {@link Values}
 */
public record Field(String name, FieldType type, String description, boolean optional) {

  public Field {
    if (name.isEmpty()
        || !Character.isJavaIdentifierStart(name.charAt(0))
        || !name.chars().allMatch(Character::isJavaIdentifierPart))
      throw new BadInput(
          "'%s' is not a field name. Use letters, digits and underscores, starting with a letter, for example 'due_date'."
              .formatted(name));
  }

  public static Field of(String name, FieldType type) {
    return new Field(name, type, "", false);
  }

  public Field withDescription(String text) {
    return new Field(name, type, text, optional);
  }

  /** The field as written in a signature. */
  public String text() {
    return name + ": " + type.text() + (optional ? "?" : "");
  }
}
