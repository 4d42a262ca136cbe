package dev.hone.core;

import java.util.List;

/** The output of a slot whose own text is what is judged; by it such a slot is known. */
record OwnText(List<Field> fields) implements AsTheyAre {
  /** The name of the only field. */
  static final String NAME = "text";

  OwnText {
    fields = List.copyOf(fields);
  }
}
