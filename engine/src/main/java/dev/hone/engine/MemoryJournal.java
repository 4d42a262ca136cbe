package dev.hone.engine;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps entries in maps, one for each kind. */
final class MemoryJournal implements Journal {
  private final Map<Kind, Map<String, String>> entries = new EnumMap<>(Kind.class);

  MemoryJournal() {
    for (var kind : Kind.values()) entries.put(kind, new ConcurrentHashMap<>());
  }

  @Override
  public Optional<String> read(Kind kind, String key) {
    return Optional.ofNullable(of(kind).get(key));
  }

  @Override
  public void write(Kind kind, String key, String body) {
    of(kind).putIfAbsent(key, body);
  }

  @Override
  public void close() {}

  private Map<String, String> of(Kind kind) {
    return entries.getOrDefault(kind, Map.of());
  }
}
