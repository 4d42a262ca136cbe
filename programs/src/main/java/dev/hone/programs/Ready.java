package dev.hone.programs;

import dev.hone.core.Candidate;
import dev.hone.core.Program;
import dev.hone.lm.Adapter;
import java.util.function.Supplier;

/** A program with its prompts and its model. Safe for use by many threads. */
public final class Ready<I, O> {
  private final Hone hone;
  private final Program<I, O> program;
  private final Supplier<Candidate> prompts;
  private final Adapter format;

  Ready(Hone hone, Program<I, O> program, Supplier<Candidate> prompts, Adapter format) {
    this.hone = hone;
    this.program = program;
    this.prompts = prompts;
    this.format = format;
  }

  /**
   * Runs the program once.
   *
   * @throws RuntimeException what the program threw; a checked exception as the cause of an {@link
   *     IllegalStateException}
   */
  public O run(I input) {
    return runTraced(input).output();
  }

  /** Runs the program once and tells its steps, also when it failed. */
  public Traced<O> runTraced(I input) {
    return hone.run(program, prompts.get(), format, input);
  }

  /** The prompts a run would use now. */
  public Candidate candidate() {
    return prompts.get();
  }

  public Program<I, O> program() {
    return program;
  }
}
