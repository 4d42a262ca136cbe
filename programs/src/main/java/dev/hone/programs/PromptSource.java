package dev.hone.programs;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The prompts of a program in use: loaded, checked against the program, and exchanged while it
 * runs. A rollout that has begun keeps the prompts it began with. Safe for use by many threads.
 */
public final class PromptSource {
  private final Program<?, ?> program;
  private final Optional<Path> file;
  private final Optional<String> format;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile Candidate current;
  private volatile Optional<Watch> watch = Optional.empty();

  /** Hears of other prompts, on the thread that brought them. */
  @FunctionalInterface
  public interface Listener {
    void changed(Candidate before, Candidate after);

    /** A watched file could not be used; the prompts stay as they were. */
    default void refused(BadInput why) {}
  }

  private PromptSource(
      Program<?, ?> program, Optional<Path> file, Optional<String> format, Candidate current) {
    this.program = program;
    this.file = file;
    this.format = format;
    this.current = current;
  }

  /**
   * Prompts from a compiled file.
   *
   * @throws BadInput naming the file when it cannot be read or is for another program
   */
  public static PromptSource of(Path file, Program<?, ?> program) {
    var compiled = read(file, program);
    return new PromptSource(program, Optional.of(file), compiled.format(), compiled.candidate());
  }

  /**
   * Prompts without a file.
   *
   * @throws BadInput when they are for another program
   */
  public static PromptSource of(Candidate candidate, Program<?, ?> program) {
    Mismatch.of(program, candidate).orThrow();
    return new PromptSource(program, Optional.empty(), Optional.empty(), candidate);
  }

  /** The prompts to use for a rollout that begins now. */
  public Candidate current() {
    watch.ifPresent(Watch::look);
    return current;
  }

  /** The answer format of the file. */
  public Optional<String> format() {
    return format;
  }

  /**
   * Uses these prompts from now on.
   *
   * @throws BadInput when they are for another program; then nothing changes
   */
  public void swap(Candidate next) {
    Mismatch.of(program, next).orThrow();
    replace(next);
  }

  /**
   * Reads the file again.
   *
   * @return whether the prompts are others now
   * @throws BadInput when the file cannot be used, or there is none; then nothing changes
   */
  public boolean reload() {
    return replace(
        read(
                file.orElseThrow(() ->
                    new BadInput(
                        "These prompts come from no file. Use swap(candidate) to change them.")),
                program)
            .candidate());
  }

  /**
   * From now on looks at the file when prompts are asked for, at most once in {@code every}, and
   * reads it when it has changed. A file that cannot be used changes nothing and is told to the
   * listeners.
   */
  public PromptSource watch(Duration every) {
    return watch(every, InstantSource.system());
  }

  PromptSource watch(Duration every, InstantSource clock) {
    watch = file.map(path -> new Watch(path, every, clock));
    return this;
  }

  /**
   * Adds a listener.
   *
   * @return removes it
   */
  public Runnable listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private static Compiled read(Path file, Program<?, ?> program) {
    var compiled = Compiled.read(file);
    return Plain.at(
        file.toString(),
        () -> {
          compiled.requireFit(program);
          return compiled;
        });
  }

  private synchronized boolean replace(Candidate next) {
    var before = current;
    if (before.equals(next)) return false;
    current = next;
    for (var listener : listeners) listener.changed(before, next);
    return true;
  }

  /** What the file looked like when it was last looked at. */
  private final class Watch {
    private final Path path;
    private final Duration every;
    private final InstantSource clock;
    private Instant looked = Instant.EPOCH;
    private String seen = "";

    Watch(Path path, Duration every, InstantSource clock) {
      this.path = path;
      this.every = every;
      this.clock = clock;
    }

    synchronized void look() {
      var now = clock.instant();
      if (now.isBefore(looked.plus(every))) return;
      looked = now;
      var state = state();
      if (state.equals(seen)) return;
      seen = state;
      try {
        reload();
      } catch (BadInput e) {
        for (var listener : listeners) listener.refused(e);
      }
    }

    private String state() {
      try {
        return Files.getLastModifiedTime(path) + "/" + Files.size(path);
      } catch (IOException e) {
        return "unreadable";
      }
    }
  }
}
