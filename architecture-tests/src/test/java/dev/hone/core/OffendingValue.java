package dev.hone.core;

import dev.hone.lm.OffendingManager;
import tools.jackson.databind.ObjectMapper;

/** Breaks the laws of the values on purpose. */
public final class OffendingValue {
  private final OffendingManager manager = new OffendingManager(this);

  OffendingManager manager() {
    System.out.println(new ObjectMapper());
    Thread.startVirtualThread(() -> System.exit(1));
    return manager;
  }
}
