package dev.hone.core;

import java.util.List;

/**
 * Finds the demos whose inputs are most like a question, by the words and pairs of neighbouring
 * words that they share, the beginning and the end of a text being neighbours too; rare ones count
 * more. Every field counts alike, however long it is. No model is asked, and the choice is the same
 * on every machine. Safe for use by many threads.
 */
public interface NearestDemos {

  /**
   * @param inputs the fields that are compared
   */
  static NearestDemos of(List<Field> inputs, List<? extends Demo> demos) {
    return new WordIndex(inputs, demos);
  }

  /**
   * The places, in the list given, of the {@code k} demos most like a question, the likest last; of
   * equally like ones those that stand first. Turns as they are have no values to compare: all of
   * them come before the others and are not counted. A demo of the very same inputs is left out, so
   * that nothing is ever answered with its own solution in sight.
   */
  List<Integer> to(Values question, int k);
}
