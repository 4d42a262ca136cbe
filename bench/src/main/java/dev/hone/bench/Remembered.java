package dev.hone.bench;

import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.engine.Journal;
import dev.hone.lm.Around;
import dev.hone.lm.InFlight;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.Price;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A model whose answers all runs of a contest share, also while they are on their way. Unlike a
 * cache that serves one person, it charges a known answer in full: what a method spends must not
 * depend on who asked first.
 */
final class Remembered extends Around {
  private final Optional<Price> price;
  private final Journal answers;
  private final InFlight inFlight;

  Remembered(LanguageModel model, Optional<Price> price, Journal answers, InFlight inFlight) {
    super(model);
    this.price = price;
    this.answers = answers;
    this.inFlight = inFlight;
  }

  @Override
  public Completion complete(Request request) {
    var asked = request.withModel(name());
    var key = asked.key();
    return known(key).orElseGet(() -> inFlight.ask(key, () -> fresh(key, asked)).completion());
  }

  private Optional<Completion> known(String key) {
    return answers
        .read(Journal.Kind.CALL, key)
        .map(body -> Completion.fromJson(Json.parseObject(body)));
  }

  private Completion fresh(String key, Request asked) {
    var known = known(key);
    if (known.isPresent()) return known.get();
    var completion = charged(model.complete(asked));
    answers.write(Journal.Kind.CALL, key, Json.write(completion.toJson()));
    return completion;
  }

  /** What the answer would have cost, when an older cache knew it. */
  private Completion charged(Completion completion) {
    if (completion.source() == Completion.Source.FRESH) return completion;
    return completion
        .withSource(Completion.Source.FRESH)
        .withUsd(
            price.isPresent()
                ? OptionalDouble.of(price.get().of(completion.usage()))
                : OptionalDouble.empty());
  }
}
