package dev.hone.testkit;

import dev.hone.core.Json;
import dev.hone.engine.Event;
import dev.hone.engine.EventSink;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps the events of a run for a look afterwards. */
public final class RecordedEvents implements EventSink {
  private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();

  public RecordedEvents() {}

  @Override
  public void accept(Recorded recorded) {
    events.add(recorded.event());
  }

  /** All decisions in their order. */
  public List<Event.Decision> decisions() {
    return of(Event.Decision.class);
  }

  /** Each decision as its name and its body in JSON: equal texts are equal decisions. */
  public List<String> decisionTexts() {
    return decisions().stream()
        .map(d -> d.getClass().getSimpleName() + " " + Json.write(d))
        .toList();
  }

  /** The events of one kind in their order. */
  public <E extends Event> List<E> of(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
