package dev.hone.bench;

import dev.hone.core.BadInput;
import dev.hone.core.ContentId;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Control;
import dev.hone.engine.Parallel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Methods against each other: every contender on every ground with every seed, each cell a run of
 * its own under the same budget. What a cell comes to depends on its own task, method, seed and
 * answers alone, so cells may run in any order, be stopped, and be read back later.
 *
 * @param budget of each search; the measurement on the test comes on top for all alike
 * @param cellsAtOnce how many cells are worked on at a time
 */
public record Contest(
    List<Ground> grounds,
    List<Contender> contenders,
    List<Long> seeds,
    Budget budget,
    int cellsAtOnce) {
  private static final int LONGEST_NAME = 32;

  public Contest {
    grounds = List.copyOf(grounds);
    contenders = List.copyOf(contenders);
    seeds = List.copyOf(seeds);
    if (grounds.isEmpty() || contenders.isEmpty() || seeds.isEmpty())
      throw new BadInput("A comparison needs at least one task, one method and one seed.");
    Contender.requireDistinct(contenders);
    requireDistinct(grounds.stream().map(g -> new Place(g.name(), g.student())).toList());
  }

  /** What a line of the tables is about, beside its method. */
  public record Place(String task, String student) {}

  /**
   * Checks that tables can tell tasks apart.
   *
   * @throws BadInput naming the task that occurs twice with the same model
   */
  public static void requireDistinct(List<Place> places) {
    var seen = new HashSet<Place>();
    for (var place : places)
      if (!seen.add(place))
        throw new BadInput(
            "Task '%s' with %s occurs twice. Give each task file a 'name' of its own."
                .formatted(place.task(), place.student()));
  }

  /** A cell of the table, before it is measured. */
  record Pairing(Ground ground, Contender contender, long seed) {
    String name() {
      return "%s · %s · %s · seed %d"
          .formatted(ground.name(), ground.student(), contender.label(), seed);
    }
  }

  /** How many cells there are. */
  public int cells() {
    return grounds.size() * contenders.size() * seeds.size();
  }

  /** Told of every cell; called by several threads, one at a time. */
  @FunctionalInterface
  public interface Listener {
    /**
     * @param readBack whether the cell was finished by an earlier process
     */
    void finished(Cell cell, boolean readBack);

    /**
     * A cell that is at work has measured its start, or found something better.
     *
     * @param name task, model, method and seed in words
     * @param score the best validation mean so far
     */
    default void progressed(String name, long rollouts, double score) {}
  }

  /**
   * Runs what is not finished yet.
   *
   * @param stop asked now and then; once it says true, cells end where they are and can be resumed
   * @return what was measured, and what is still missing with the reason
   */
  public Standings run(
      ContestDirectory directory, String engineVersion, BooleanSupplier stop, Listener listener) {
    var pairings = new ArrayList<Pairing>();
    for (var ground : grounds)
      for (var seed : seeds)
        for (var contender : contenders) pairings.add(new Pairing(ground, contender, seed));
    var told = new Object();
    var outcomes =
        Parallel.map(
            pairings,
            cellsAtOnce,
            pairing -> {
              CellRun.Progress progress =
                  (rollouts, score) -> {
                    synchronized (told) {
                      listener.progressed(pairing.name(), rollouts, score);
                    }
                  };
              var outcome = outcome(directory, pairing, engineVersion, stop, progress);
              if (outcome.cell() != null)
                synchronized (told) {
                  listener.finished(outcome.cell(), outcome.readBack());
                }
              return outcome;
            });
    return Standings.of(
        inOrder(outcomes),
        outcomes.stream()
            .filter(o -> o.cell() == null)
            .map(o ->
                new Standings.Missing(
                    o.pairing().ground().name(),
                    o.pairing().ground().student(),
                    o.pairing().contender().label(),
                    o.pairing().seed(),
                    o.trouble()))
            .toList(),
        Values.of(budget.limits()));
  }

  /** Ground by ground, method by method in the order they were named, seed by seed. */
  private List<Cell> inOrder(List<CellRun.Outcome> outcomes) {
    var cells = new ArrayList<Cell>();
    for (var ground : grounds)
      for (var contender : contenders)
        for (var outcome : outcomes)
          if (outcome.cell() != null
              && outcome.pairing().ground().equals(ground)
              && outcome.pairing().contender().equals(contender)) cells.add(outcome.cell());
    return cells;
  }

  private CellRun.Outcome outcome(
      ContestDirectory directory,
      Pairing pairing,
      String engineVersion,
      BooleanSupplier stop,
      CellRun.Progress progress) {
    var record =
        pairing.ground().record().withSearch(pairing.contender().method(), budget, pairing.seed());
    var place = directory.cell(name(pairing, record.digest()));
    var file = place.resolve("cell.json");
    if (Files.isRegularFile(file)) {
      var known = Cell.read(file);
      return new CellRun.Outcome(pairing, known.called(pairing.contender().label()), true, "");
    }
    if (stop.getAsBoolean()) return new CellRun.Outcome(pairing, null, false, "stopped");
    var work = new CellRun(pairing, budget, once(stop), progress);
    try (var run = ContestDirectory.run(place, record, engineVersion)) {
      var outcome = work.measure(run.books());
      if (outcome.cell() != null) outcome.cell().write(file);
      return outcome;
    }
  }

  private String name(Pairing pairing, String digest) {
    var identity = ContentId.of(digest + Json.canonical(Values.of(budget.limits()).map()));
    return "%s-%s-%s-%d-%s"
        .formatted(
            plain(pairing.ground().name()),
            plain(pairing.ground().student()),
            plain(pairing.contender().optimizer().name()),
            pairing.seed(),
            identity);
  }

  private static String plain(String name) {
    var plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
  }

  /** A stop that every run hears once. */
  private static Control once(BooleanSupplier stop) {
    var heard = new AtomicBoolean();
    return () ->
        stop.getAsBoolean() && heard.compareAndSet(false, true)
            ? List.of(new Control.Command("stop", "stop", java.util.Map.of()))
            : List.of();
  }
}
