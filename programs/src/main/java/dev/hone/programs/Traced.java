package dev.hone.programs;

import dev.hone.core.Trace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of one run of a program, with the tape of its steps. */
public final class Traced<O> {
  private final @Nullable O output;
  private final @Nullable Exception failure;
  private final Trace trace;

  private Traced(@Nullable O output, @Nullable Exception failure, Trace trace) {
    this.output = output;
    this.failure = failure;
    this.trace = trace;
  }

  static <O> Traced<O> answered(O output, Trace trace) {
    return new Traced<>(output, null, trace);
  }

  static <O> Traced<O> failed(Exception failure, Trace trace) {
    return new Traced<>(null, failure, trace);
  }

  /**
   * What the program returned.
   *
   * @throws RuntimeException what the program threw; a checked exception as the cause of an {@link
   *     IllegalStateException}
   */
  public O output() {
    return switch (failure) {
      case null -> answer();
      case RuntimeException e -> throw e;
      default -> throw new IllegalStateException("The program failed: " + failure, failure);
    };
  }

  @SuppressWarnings("NullAway") // without a failure there is whatever the program returned
  private O answer() {
    return output;
  }

  /** Why there is no output. */
  public Optional<Exception> failure() {
    return Optional.ofNullable(failure);
  }

  /** The steps up to the output or the failure. */
  public Trace trace() {
    return trace;
  }
}
