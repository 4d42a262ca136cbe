package dev.hone.bench;

import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.engine.Journal;
import dev.hone.lm.Capabilities;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.Price;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

/**
 * A model whose answers all runs of a contest share, also while they are on their way. Unlike a
 * cache that serves one person, it charges a known answer in full: what a method spends must not
 * depend on who asked first.
 */
final class Remembered implements LanguageModel {
  private final LanguageModel model;
  private final Optional<Price> price;
  private final Journal answers;
  private final ConcurrentMap<String, CompletableFuture<Completion>> inFlight;

  Remembered(
      LanguageModel model,
      Optional<Price> price,
      Journal answers,
      ConcurrentMap<String, CompletableFuture<Completion>> inFlight) {
    this.model = model;
    this.price = price;
    this.answers = answers;
    this.inFlight = inFlight;
  }

  @Override
  public Completion complete(Request request) {
    var asked = request.withModel(name());
    var key = asked.key();
    while (true) {
      var known = known(key);
      if (known.isPresent()) return known.get();
      var mine = new CompletableFuture<Completion>();
      var other = inFlight.putIfAbsent(key, mine);
      if (other == null) return first(key, asked, mine);
      if (awaited(other)) return other.resultNow();
    }
  }

  private Optional<Completion> known(String key) {
    return answers
        .read(Journal.Kind.CALL, key)
        .map(body -> Completion.fromJson(Json.parseObject(body)));
  }

  private Completion first(String key, Request asked, CompletableFuture<Completion> mine) {
    try {
      var known = known(key);
      var completion = known.isPresent() ? known.get() : charged(model.complete(asked));
      if (known.isEmpty()) answers.write(Journal.Kind.CALL, key, Json.write(completion.toJson()));
      mine.complete(completion);
      return completion;
    } catch (Throwable failure) {
      mine.completeExceptionally(failure);
      throw failure;
    } finally {
      inFlight.remove(key, mine);
    }
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

  /** Whether the other call gave an answer; false when it was cancelled and ours must be made. */
  private boolean awaited(CompletableFuture<Completion> other) {
    try {
      other.get();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("The call to %s was cancelled.".formatted(name()));
      cancelled.initCause(e);
      throw cancelled;
    } catch (CancellationException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CancellationException) return false;
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      if (e.getCause() instanceof Error error) throw error;
      throw new IllegalStateException(e);
    }
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
