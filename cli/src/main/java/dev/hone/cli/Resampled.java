package dev.hone.cli;

import dev.hone.core.Completion;
import dev.hone.core.Request;
import dev.hone.lm.Around;
import dev.hone.lm.LanguageModel;

/** The same model, asked everything once more. */
final class Resampled extends Around {
  private static final int APART = 1_000_000;

  Resampled(LanguageModel model) {
    super(model);
  }

  @Override
  public Completion complete(Request request) {
    return model.complete(request.withSample(request.sample() + APART));
  }
}
