package dev.hone.engine;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.MarkersAdapter;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One task, ready to be optimized or measured. A value: {@link #optimize} may be called again, and
 * with the same journal gives the same result without spending.
 *
 * @param start the prompts to start from
 * @param parallel at most so many rollouts and questions at a time
 * @param seed of all random choices
 * @param target a validation mean that ends the search
 * @param clock for time limits and timestamps
 */
public record Run<I, O>(
    Task<I, O> task,
    Roles roles,
    Candidate start,
    Budget budget,
    int parallel,
    long seed,
    OptionalDouble target,
    Books books,
    Control control,
    InstantSource clock) {

  private static final int PARALLEL = 16;

  public Run {
    if (parallel < 1)
      throw new BadInput(
          "A run needs at least one place to work, not %d. Use --parallel 1 or more."
              .formatted(parallel));
  }

  /** A run with one model in the markers format, no limit, seed 0 and nothing kept. */
  public static <I, O> Run<I, O> of(Task<I, O> task, LanguageModel model) {
    return of(task, Roles.of(model, new MarkersAdapter()));
  }

  public static <I, O> Run<I, O> of(Task<I, O> task, Roles roles) {
    return new Run<>(
        task,
        roles,
        Candidate.seedOf(task.program()),
        Budget.NONE,
        PARALLEL,
        0,
        OptionalDouble.empty(),
        Books.inMemory(),
        Control.none(),
        InstantSource.system());
  }

  public Run<I, O> withTeacher(LanguageModel teacher) {
    return withRoles(roles.withTeacher(teacher, roles.teacherFormat()));
  }

  public Run<I, O> withRoles(Roles next) {
    return new Run<>(task, next, start, budget, parallel, seed, target, books, control, clock);
  }

  /**
   * @throws BadInput when the candidate's slots are not the program's
   */
  public Run<I, O> withStart(Candidate next) {
    var needed = Candidate.seedOf(task.program()).slots().keySet();
    if (!next.slots().keySet().equals(needed))
      throw new BadInput(
          "The start candidate has the slots %s, but the program has %s."
              .formatted(next.slots().keySet(), needed));
    return new Run<>(task, roles, next, budget, parallel, seed, target, books, control, clock);
  }

  public Run<I, O> withBudget(Budget next) {
    return new Run<>(task, roles, start, next, parallel, seed, target, books, control, clock);
  }

  public Run<I, O> withParallel(int next) {
    return new Run<>(task, roles, start, budget, next, seed, target, books, control, clock);
  }

  public Run<I, O> withSeed(long next) {
    return new Run<>(task, roles, start, budget, parallel, next, target, books, control, clock);
  }

  public Run<I, O> withTarget(double mean) {
    return new Run<>(
        task, roles, start, budget, parallel, seed, OptionalDouble.of(mean), books, control, clock);
  }

  public Run<I, O> withBooks(Books next) {
    return new Run<>(task, roles, start, budget, parallel, seed, target, next, control, clock);
  }

  public Run<I, O> withJournal(Journal journal) {
    return withBooks(books.withJournal(journal));
  }

  public Run<I, O> withLog(EventLog log) {
    return withBooks(books.withLog(log));
  }

  public Run<I, O> withListener(EventSink listener) {
    return withBooks(books.withListener(listener));
  }

  public Run<I, O> withControl(Control next) {
    return new Run<>(task, roles, start, budget, parallel, seed, target, books, next, clock);
  }

  public Run<I, O> withClock(InstantSource next) {
    return new Run<>(task, roles, start, budget, parallel, seed, target, books, control, next);
  }

  /**
   * Searches, and measures what was found. Always returns the best it has.
   *
   * @throws BadInput when something the person wrote cannot be used, for example an unpriced model
   *     under a budget in dollars
   */
  public RunResult optimize(Optimizer optimizer) {
    try (var live = new LiveRun<>(this)) {
      return live.optimize(optimizer);
    }
  }

  /** Measures one candidate; metered, journalled and recorded like everything else. */
  public Measurement evaluate(Candidate candidate, List<Example> examples) {
    try (var live = new LiveRun<>(this)) {
      return live.measure(candidate, examples);
    }
  }

  /**
   * One candidate on some examples.
   *
   * @param failure why the measurement is incomplete, or missing
   */
  public record Measurement(Evaluation evaluation, Spent spent, Optional<String> failure) {}
}
