package dev.hone.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Holds a branch's decisions back until all branches before it have ended, so that the log has one
 * order.
 */
final class Outbox {
  private final Consumer<Event.Decision> out;
  private final List<Event.Decision> held = new ArrayList<>();
  private boolean open;

  Outbox(Consumer<Event.Decision> out, boolean open) {
    this.out = out;
    this.open = open;
  }

  synchronized void note(Event.Decision decision) {
    if (open) out.accept(decision);
    else held.add(decision);
  }

  synchronized void open() {
    open = true;
    held.forEach(out);
    held.clear();
  }
}
