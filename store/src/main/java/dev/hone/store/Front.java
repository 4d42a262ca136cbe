package dev.hone.store;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The values used last, as many as a number of bytes holds. Safe for many threads. */
final class Front<K, V> {
  private final SequencedMap<K, V> values = new LinkedHashMap<>(1024, 0.75f, true);
  private final ToLongFunction<V> bytes;
  private final long limit;
  private long held;

  Front(long limit, ToLongFunction<V> bytes) {
    this.limit = limit;
    this.bytes = bytes;
  }

  synchronized @Nullable V get(K key) {
    return values.get(key);
  }

  synchronized void put(K key, V value) {
    held += bytes.applyAsLong(value);
    var before = values.put(key, value);
    if (before != null) held -= bytes.applyAsLong(before);
    while (held > limit && values.size() > 1)
      held -= bytes.applyAsLong(values.pollFirstEntry().getValue());
  }

  synchronized void clear() {
    values.clear();
    held = 0;
  }
}
