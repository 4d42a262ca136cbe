package dev.hone.core;

/** Keeps the scoped value out of the public interface. */
final class CurrentSession {
  static final ScopedValue<Session> VALUE = ScopedValue.newInstance();

  private CurrentSession() {}
}
