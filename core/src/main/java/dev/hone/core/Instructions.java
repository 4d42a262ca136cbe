package dev.hone.core;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a slot tells its model to do. Only the open part may be rewritten by an optimizer; it is
 * shown between the frozen parts, which hold what must never change (safety, house style).
 *
 * @param before frozen text in front; may be empty
 * @param open the part that optimizers search
 * @param after frozen text behind; may be empty
 */
public record Instructions(String before, String open, String after) {

  public static Instructions of(String open) {
    return new Instructions("", open, "");
  }

  /**
   * The same frozen parts around another open text.
   *
   * @throws BadInput when {@code text} loses or invents a template variable of the present open
   *     text
   */
  public Instructions withOpen(String text) {
    var needed = Template.of(open).variables();
    var found = Template.of(text).variables();
    if (!needed.equals(found))
      throw new BadInput(
          "The new instructions hold the variables %s, but must hold exactly %s. Keep each {{name}} once where it is used."
              .formatted(found, needed));
    return new Instructions(before, text, after);
  }

  /** All three parts, blank lines between them. */
  public String text() {
    return Stream.of(before, open, after)
        .filter(part -> !part.isBlank())
        .collect(Collectors.joining("\n\n"));
  }
}
