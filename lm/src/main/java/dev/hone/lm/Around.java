package dev.hone.lm;

import dev.hone.core.Request;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;

/** What all decorators share: everything but the answer comes from the model inside. */
public abstract class Around implements LanguageModel {
  protected final LanguageModel model;

  protected Around(LanguageModel model) {
    this.model = model;
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
  public boolean endsWhenInterrupted() {
    return model.endsWhenInterrupted();
  }

  @Override
  public void close() {
    model.close();
  }

  /** Says that this thread was told to stop, and keeps the mark for whoever looks next. */
  final CancellationException cancelled(InterruptedException cause) {
    return interrupted("The call to %s was cancelled.".formatted(name()), cause);
  }

  static CancellationException interrupted(String sentence, InterruptedException cause) {
    Thread.currentThread().interrupt();
    var cancelled = new CancellationException(sentence);
    cancelled.initCause(cause);
    return cancelled;
  }
}
