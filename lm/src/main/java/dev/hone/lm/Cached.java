package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Request;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Never asks the same question twice, also not while the first answer is still on its way. A known
 * answer has the source {@link Completion.Source#CACHED}, the usage of the call it came from, and a
 * price of 0: it is not billed.
 *
 * <p>The key holds every setting, the sample number, and this model's {@link #name()} with its base
 * URL, whatever model the request names. Empty and filtered answers are not kept.
 */
public final class Cached extends Around {
  private final ResponseCache cache;
  private final ConcurrentHashMap<String, CompletableFuture<Completion>> inFlight =
      new ConcurrentHashMap<>();

  public Cached(LanguageModel model, ResponseCache cache) {
    super(model);
    this.cache = cache;
  }

  @Override
  public Completion complete(Request request) {
    var asked = request.model().equals(name()) ? request : request.withModel(name());
    var key = asked.key();
    while (true) {
      var known = cache.get(key);
      if (known.isPresent()) return unbilled(known.get());
      var mine = new CompletableFuture<Completion>();
      var other = inFlight.putIfAbsent(key, mine);
      if (other == null) return first(key, asked, mine);
      if (awaited(other)) return unbilled(other.resultNow());
    }
  }

  @Override
  public void close() {
    try {
      model.close();
    } finally {
      cache.close();
    }
  }

  private Completion first(String key, Request asked, CompletableFuture<Completion> mine) {
    try {
      var known = cache.get(key);
      var completion = known.isPresent() ? unbilled(known.get()) : model.complete(asked);
      if (known.isEmpty() && worthKeeping(completion)) cache.put(key, asked, completion);
      mine.complete(completion);
      return completion;
    } catch (Throwable failure) {
      mine.completeExceptionally(failure);
      throw failure;
    } finally {
      inFlight.remove(key, mine);
    }
  }

  /** Whether the other call gave an answer; false when it was cancelled and ours must be made. */
  private boolean awaited(Future<Completion> other) {
    try {
      other.get();
      return true;
    } catch (InterruptedException e) {
      throw cancelled(e);
    } catch (CancellationException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CancellationException) return false;
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      if (e.getCause() instanceof Error error) throw error;
      throw new IllegalStateException(e);
    }
  }

  private static boolean worthKeeping(Completion c) {
    return switch (c.finish()) {
      case FILTERED, OTHER -> false;
      default -> !c.text().isBlank() || !c.toolCalls().isEmpty();
    };
  }

  private static Completion unbilled(Completion c) {
    return new Completion(
        c.text(),
        c.toolCalls(),
        c.usage(),
        c.finish(),
        c.model(),
        OptionalDouble.of(0),
        c.logprobs(),
        Completion.Source.CACHED,
        Completion.Timing.NONE);
  }
}
