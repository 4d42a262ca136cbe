package dev.hone.lm;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Request;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Keeps the answers used last, in memory, in stripes with a lock each. */
public final class MemoryCache implements ResponseCache {
  private static final int STRIPES = 64;

  private final Stripe[] stripes;

  /**
   * @param entries how many answers are kept, at least 1; rounded up to a multiple of the stripes
   */
  public MemoryCache(int entries) {
    if (entries < 1) throw new BadInput("A cache needs room for at least 1 answer, got " + entries);
    int each = Math.ceilDiv(entries, STRIPES);
    stripes = IntStream.range(0, STRIPES).mapToObj(_ -> new Stripe(each)).toArray(Stripe[]::new);
  }

  @Override
  public Optional<Completion> get(String key) {
    var stripe = stripe(key);
    synchronized (stripe) {
      return Optional.ofNullable(stripe.get(key));
    }
  }

  @Override
  public void put(String key, Request request, Completion completion) {
    var stripe = stripe(key);
    synchronized (stripe) {
      stripe.put(key, completion);
    }
  }

  private Stripe stripe(String key) {
    int hash = key.hashCode();
    return stripes[(hash ^ hash >>> 16) & (STRIPES - 1)];
  }

  private static final class Stripe extends LinkedHashMap<String, Completion> {
    private static final long serialVersionUID = 1L;
    private static final float LOAD = 0.75f;
    private final int most;

    Stripe(int most) {
      super(16, LOAD, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Completion> eldest) {
      return size() > most;
    }
  }
}
