package dev.hone.core;

import java.util.List;

/** A solved case that is shown to a model. */
public sealed interface Demo {

  /**
   * A case by its values.
   *
   * @param output may lack fields, for example the reasoning of a labelled example
   * @param bootstrapped whether a model produced the output and a metric approved of it
   */
  record Solved(Values input, Values output, boolean bootstrapped) implements Demo {}

  /** A case as raw turns, shown as they are: for programs that write their own messages. */
  record Turns(List<Message> messages) implements Demo {
    public Turns {
      messages = List.copyOf(messages);
    }
  }

  static Demo of(Example example) {
    return new Solved(example.input(), example.expected(), false);
  }
}
