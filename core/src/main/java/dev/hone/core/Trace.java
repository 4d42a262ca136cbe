package dev.hone.core;

import java.util.List;
import java.util.Optional;

/**
 * The tape of one rollout. Steps are ordered by id: parent first, then the order in which each
 * parent started them, whatever order they finished in.
 */
public record Trace(List<Step> steps) {
  public static final Trace EMPTY = new Trace(List.of());

  public Trace {
    steps = List.copyOf(steps);
  }

  /** The steps of one slot. */
  public List<Step> at(String slot) {
    return steps.stream().filter(s -> s.slot().equals(slot)).toList();
  }

  /** What a step did. */
  public enum Kind {
    MODEL,
    /** A slot's own text was taken as it is; no model was asked. */
    TEXT,
    TOOL,
    RETRIEVAL,
    CODE
  }

  /**
   * One step.
   *
   * @param id structural: the parent's id and the ordinal within the parent, for example {@code 2}
   *     or {@code 2.1}
   * @param slot the slot of a model call, the name of a tool otherwise
   * @param parent the id of the step during which this one ran
   * @param readFrom ids of the steps whose output this one read; empty when it read only the
   *     program's input
   * @param output what was parsed; empty when the step failed
   * @param raw the model's words before parsing
   * @param sent the messages sent, for a model call
   * @param calls keys of the model calls made, repairs included, in order
   * @param error why the step failed
   * @param startMs milliseconds after the start of the rollout
   */
  public record Step(
      String id,
      Kind kind,
      String slot,
      Optional<String> parent,
      List<String> readFrom,
      Values input,
      Values output,
      String raw,
      List<Message> sent,
      List<String> calls,
      int repairs,
      Optional<String> error,
      long startMs,
      long durationMs) {
    public Step {
      readFrom = List.copyOf(readFrom);
      sent = List.copyOf(sent);
      calls = List.copyOf(calls);
    }

    public Step withReadFrom(List<String> ids) {
      return new Step(
          id,
          kind,
          slot,
          parent,
          ids,
          input,
          output,
          raw,
          sent,
          calls,
          repairs,
          error,
          startMs,
          durationMs);
    }
  }
}
