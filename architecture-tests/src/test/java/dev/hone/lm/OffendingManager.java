package dev.hone.lm;

import dev.hone.core.OffendingValue;

/** Breaks the law of names on purpose, and closes a cycle. */
public record OffendingManager(OffendingValue value) {}
