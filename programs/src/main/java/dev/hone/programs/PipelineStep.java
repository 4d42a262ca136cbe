package dev.hone.programs;

import dev.hone.core.BadInput;
import dev.hone.core.FieldType;
import dev.hone.core.Predictor;
import dev.hone.core.Prompt;
import dev.hone.core.Session;
import dev.hone.core.Signature;
import dev.hone.core.Values;

/**
 * One step of a pipeline.
 *
 * @param signature what other steps see; a style may ask the model for more
 * @param seed the prompt a search starts from
 */
public record PipelineStep(String slot, Signature signature, Style style, Prompt seed) {

  public PipelineStep {
    if (style == Style.TEXT
        && (!signature.inputs().isEmpty()
            || signature.outputs().size() != 1
            || signature.outputs().getFirst().type() != FieldType.Simple.TEXT))
      throw new BadInput(
          "Step '%s' is a text, so it reads nothing and gives one text, but its signature is '%s'. Write for example '-> %s'."
              .formatted(slot, signature.text(), signature.outputs().getFirst().name()));
    if (style == Style.TEXT && !seed.demos().isEmpty())
      throw new BadInput(
          "Step '%s' is a text that no model follows, so it cannot show demos. Leave 'demos' out."
              .formatted(slot));
  }

  /** What the step adds to what is known. */
  Values run(Predictor<Values, Values> predictor, Values known, Session session) {
    return style == Style.TEXT
        ? Values.of(signature.outputs().getFirst().name(), session.text(slot))
        : session.call(predictor, known.only(signature.inputs())).only(signature.outputs());
  }

  Predictor<Values, Values> predictor() {
    if (style == Style.TEXT)
      return Predictor.text(slot, seed, signature.outputs().getFirst().description());
    return Predictor.of(slot, style.asked(signature), seed);
  }
}
