package dev.hone.cli;

import dev.hone.core.Completion;
import dev.hone.core.Request;
import dev.hone.lm.Capabilities;
import dev.hone.lm.LanguageModel;
import java.util.OptionalDouble;

/** The same model, asked everything once more. */
record Resampled(LanguageModel model) implements LanguageModel {
  private static final int APART = 1_000_000;

  @Override
  public Completion complete(Request request) {
    return model.complete(request.withSample(request.sample() + APART));
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public Capabilities capabilities() {
    return model.capabilities();
  }

  @Override
  public long estimateTokens(Request request) {
    return model.estimateTokens(request);
  }

  @Override
  public OptionalDouble mostUsd(long inputTokens, long outputTokens) {
    return model.mostUsd(inputTokens, outputTokens);
  }

  @Override
  public void close() {
    model.close();
  }
}
