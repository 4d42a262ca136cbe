package dev.hone.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Steering from outside: an append-only list of commands that a run looks at whenever it is about
 * to spend, and every few seconds.
 */
public interface Control {

  /**
   * @param id unique within the run
   * @param type {@code stop}, {@code pause}, {@code resume} or {@code extend}
   * @param args for {@code extend} new limits by name: {@code rollouts, calls, tokens, usd, time}
   */
  record Command(String id, String type, Map<String, String> args) {}

  /** The commands that came since the last call, in order. Safe for many threads. */
  List<Command> poll();

  /** Nobody steers. */
  static Control none() {
    return List::of;
  }

  /** Commands from within this process. */
  final class Manual implements Control {
    private final ConcurrentLinkedQueue<Command> commands = new ConcurrentLinkedQueue<>();

    public Manual() {
      // Starts without commands.
    }

    public void send(Command command) {
      commands.add(command);
    }

    /** Asks the run to stop, keeping everything. */
    public void stop() {
      send(new Command("stop", "stop", Map.of()));
    }

    @Override
    public List<Command> poll() {
      var taken = new ArrayList<Command>();
      for (var next = commands.poll(); next != null; next = commands.poll()) taken.add(next);
      return taken;
    }
  }
}
