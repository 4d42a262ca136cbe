package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Request;
import java.util.OptionalDouble;

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
  private final InFlight inFlight = new InFlight();

  public Cached(LanguageModel model, ResponseCache cache) {
    super(model);
    this.cache = cache;
  }

  @Override
  public Completion complete(Request request) {
    var asked = request.model().equals(name()) ? request : request.withModel(name());
    var key = asked.key();
    var known = cache.get(key);
    if (known.isPresent()) return unbilled(known.get());
    var answer = inFlight.ask(key, () -> fresh(key, asked));
    return answer.shared() ? unbilled(answer.completion()) : answer.completion();
  }

  @Override
  public void close() {
    try {
      model.close();
    } finally {
      cache.close();
    }
  }

  private Completion fresh(String key, Request asked) {
    var known = cache.get(key);
    if (known.isPresent()) return unbilled(known.get());
    var completion = model.complete(asked);
    if (worthKeeping(completion)) cache.put(key, asked, completion);
    return completion;
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
