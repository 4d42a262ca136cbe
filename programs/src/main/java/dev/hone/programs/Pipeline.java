package dev.hone.programs;

import dev.hone.core.BadInput;
import dev.hone.core.Field;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Session;
import dev.hone.core.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A program of several calls as plain data. Outputs of a step are inputs of others by field name;
 * what nobody produces is an input of the program. Steps run in the order in which their data
 * become available, whatever order they are listed in; among several that could run, the one listed
 * first does.
 */
public final class Pipeline implements Program<Values, Values> {
  private final List<PipelineStep> steps;
  private final List<String> chosen;
  private final Wiring wiring;
  private final List<Call> calls;

  private record Call(PipelineStep step, Predictor<Values, Values> predictor) {}

  /**
   * @param outputs the fields the program returns; all outputs of the last step when empty
   * @throws BadInput when two steps share a slot or produce the same field, when types do not fit,
   *     or when steps wait for each other
   */
  public Pipeline(List<PipelineStep> steps, List<String> outputs) {
    this.steps = List.copyOf(steps);
    this.chosen = List.copyOf(outputs);
    this.wiring = Wiring.of(this.steps, chosen);
    this.calls = wiring.order().stream().map(s -> new Call(s, s.predictor())).toList();
  }

  /**
   * Reads a program as task files and compiled files write it: a list of steps, or an object with
   * {@code steps} and {@code outputs}. A step has {@code slot}, {@code signature}, and optionally
   * {@code style}, {@code instructions} (a text, or {@code before}, {@code open} and {@code after},
   * of which only {@code open} may be optimized), {@code demos}, {@code nearest} (how many of them
   * a question is shown; all without it), {@code descriptions} (field name to text), {@code
   * settings} and {@code model}.
   *
   * @throws BadInput naming step and key
   */
  public static Pipeline of(Object data) {
    return PipelineReader.read(data);
  }

  /** The steps as listed. */
  public List<PipelineStep> steps() {
    return steps;
  }

  /** What the program needs, in the order in which steps ask for it. */
  public List<Field> inputs() {
    return wiring.inputs();
  }

  /** What the program returns. */
  public List<Field> outputs() {
    return wiring.outputs();
  }

  @Override
  public Values run(Values input, Session session) {
    var known = given(input);
    for (var call : calls) known = known.merge(call.step().run(call.predictor(), known, session));
    return known.only(outputs());
  }

  @Override
  public List<Predictor<?, ?>> predictors() {
    return calls.stream().<Predictor<?, ?>>map(Call::predictor).toList();
  }

  /** What a run records about its program. */
  public Outline describe() {
    return new Outline(
        calls.stream().map(c -> Outline.slot(c.predictor(), wiring.readsFrom(c.step()))).toList());
  }

  /** The plain form, from which {@link #of} reads an equal pipeline. */
  public SequencedMap<String, Object> toJson() {
    var map = new LinkedHashMap<String, Object>();
    map.put("steps", steps.stream().map(PipelineReader::write).toList());
    if (!chosen.isEmpty()) map.put("outputs", chosen);
    return map;
  }

  /** What came as text from a table becomes what the field says. */
  private Values given(Values input) {
    var map = new LinkedHashMap<String, Object>();
    for (var field : inputs()) {
      var value = input.get(field.name());
      if (value != null) map.put(field.name(), Plain.fitting("input", field, value));
      else if (!field.optional())
        throw new BadInput(
            "The input '%s' (%s) is missing; the program needs %s, and was given %s."
                .formatted(
                    field.name(),
                    field.type().text(),
                    inputs().stream().map(Field::name).toList(),
                    input.map().keySet()));
    }
    return new Values(map);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pipeline that && steps.equals(that.steps) && chosen.equals(that.chosen);
  }

  @Override
  public int hashCode() {
    return Map.entry(steps, chosen).hashCode();
  }

  @Override
  public String toString() {
    return "Pipeline" + steps.stream().map(PipelineStep::slot).toList();
  }
}
