package dev.hone.engine;

import dev.hone.core.BadInput;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Takes commands from a {@link Control} and keeps what they ask for until the run comes by. */
final class Steering {
  private static final long POLL_MS = 200;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Control control;
  private final Recorder recorder;
  private final List<Control.Command> extensions = new ArrayList<>();
  private boolean stopped;
  private boolean paused;

  Steering(Control control, Recorder recorder) {
    this.control = control;
    this.recorder = recorder;
  }

  void poll() {
    lock.lock();
    try {
      for (var command : control.poll()) take(command);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void take(Control.Command command) {
    recorder.observe(
        new Event.CommandReceived(command.id(), command.type(), command.args()), false);
    switch (command.type()) {
      case "stop" -> stopped = true;
      case "pause" -> {
        paused = true;
        recorder.observe(new Event.Paused(command.id()), false);
      }
      case "resume" -> {
        paused = false;
        recorder.observe(new Event.Resumed(command.id()), false);
      }
      case "extend" -> extensions.add(command);
      default ->
          recorder.observe(
              new Event.Warned(
                  "unknown-command",
                  "Command '%s' is not known.".formatted(command.type()),
                  "Use stop, pause, resume or extend."),
              false);
    }
  }

  /** Waits while the run is paused. */
  void awaitResume() {
    lock.lock();
    try {
      while (paused && !stopped) {
        try {
          if (!changed.await(POLL_MS, TimeUnit.MILLISECONDS))
            for (var command : control.poll()) take(command);
        } catch (InterruptedException e) {
          stopped = true;
          Thread.currentThread().interrupt();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  List<Control.Command> takeExtensions() {
    lock.lock();
    try {
      var taken = List.copyOf(extensions);
      extensions.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  boolean stopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  static Budget extended(Budget budget, Map<String, String> args) {
    try {
      for (var arg : args.entrySet())
        budget =
            switch (arg.getKey()) {
              case "rollouts" -> budget.withRollouts(Long.parseLong(arg.getValue()));
              case "calls" -> budget.withCalls(Long.parseLong(arg.getValue()));
              case "tokens" -> budget.withTokens(Long.parseLong(arg.getValue()));
              case "usd" -> budget.withUsd(Double.parseDouble(arg.getValue()));
              case "time" -> budget.withTime(Duration.parse(arg.getValue()));
              default ->
                  throw new BadInput(
                      "There is no limit '%s'. Use rollouts, calls, tokens, usd or time."
                          .formatted(arg.getKey()));
            };
      return budget;
    } catch (NumberFormatException | DateTimeParseException e) {
      throw new BadInput("A limit in %s is not a number or duration.".formatted(args), e);
    }
  }
}
