package dev.hone.engine;

/** Breaks the law of events on purpose. */
public interface OffendingEvent {}
