package dev.hone.programs;

import dev.hone.core.ContentId;
import dev.hone.core.Field;
import dev.hone.core.Predictor;
import dev.hone.core.Template;
import java.util.List;

/**
 * What a slot looked like when its prompt was made.
 *
 * @param variables the template variables that every instruction of the slot holds
 * @param seed the whole instruction text in the program's source
 * @param origin where the slot is declared: a class, or {@code pipeline}
 */
public record CompiledSlot(
    List<Field> inputs, List<Field> outputs, List<String> variables, String seed, String origin) {

  public CompiledSlot {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    variables = List.copyOf(variables);
  }

  static CompiledSlot of(Predictor<?, ?> predictor, String origin) {
    return new CompiledSlot(
        predictor.signature().inputs(),
        predictor.signature().outputs(),
        Template.of(predictor.seed().instructions().open()).variables(),
        predictor.seed().instructions().text(),
        origin);
  }

  /** By which a change of the seed is seen without reading it. */
  public String seedHash() {
    return ContentId.full(seed);
  }
}
