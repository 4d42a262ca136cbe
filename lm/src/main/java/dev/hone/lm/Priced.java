package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Request;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Says what each answer cost. A provider's own figure is kept; without a known price {@link
 * Completion#usd()} stays empty, which means unknown and not free.
 */
public final class Priced extends Around {
  private final Optional<Price> price;

  public Priced(LanguageModel model, Optional<Price> price) {
    super(model);
    this.price = price;
  }

  @Override
  public Completion complete(Request request) {
    var completion = model.complete(request);
    if (completion.usd().isPresent() || price.isEmpty()) return completion;
    return completion.withUsd(OptionalDouble.of(price.get().of(completion.usage())));
  }

  @Override
  public OptionalDouble mostUsd(long inputTokens, long outputTokens) {
    return price.isPresent()
        ? OptionalDouble.of(price.get().bound(inputTokens, outputTokens))
        : model.mostUsd(inputTokens, outputTokens);
  }
}
