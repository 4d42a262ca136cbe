package dev.hone.programs;

import dev.hone.core.Predictor;
import dev.hone.core.Prompt;
import dev.hone.core.Signature;
import dev.hone.core.Values;

/**
 * One call of a pipeline.
 *
 * @param signature what other steps see; a style may ask the model for more
 * @param seed the prompt a search starts from
 */
public record PipelineStep(String slot, Signature signature, Style style, Prompt seed) {

  Predictor<Values, Values> predictor() {
    return Predictor.of(slot, style.asked(signature), seed);
  }
}
