package dev.hone.bench;

import dev.hone.engine.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two methods on all cells that both finished, matched by task, model and seed. What is compared is
 * methods, not the single prompts they happened to find, on these tasks: seeds and examples are the
 * sample. Cells of one task are no independent witnesses, since they share its test examples.
 *
 * @param wins cells in which {@code a} has the higher mean test score
 * @param difference mean of a minus b, every task and model counting alike
 * @param p paired and two-sided, that there is no difference
 * @param corrected {@code p} with Holm's correction over all pairs
 */
public record Duel(
    String a,
    String b,
    int wins,
    int ties,
    int losses,
    Interval difference,
    double p,
    double corrected) {

  /** The start itself as a contestant: what every method must beat. */
  public static final String START = "no optimization";

  private record Place(String task, String student, long seed) {}

  /** Every method, the start included, against every later one. */
  static List<Duel> all(List<Cell> cells, List<String> methods) {
    var duels = new ArrayList<Duel>();
    for (var method : methods) duels.add(of(cells, method, START));
    for (int i = 0; i < methods.size(); i++)
      for (int j = i + 1; j < methods.size(); j++)
        duels.add(of(cells, methods.get(i), methods.get(j)));
    var corrected = Significance.holm(duels.stream().map(Duel::p).toList());
    return IntStream.range(0, duels.size())
        .mapToObj(i -> duels.get(i).withCorrected(corrected.get(i)))
        .toList();
  }

  private static Duel of(List<Cell> cells, String a, String b) {
    var others =
        cells.stream()
            .filter(c -> c.method().equals(b))
            .collect(Collectors.toMap(Duel::place, c -> c, (first, _) -> first));
    var matched = new LinkedHashMap<List<String>, List<Match>>();
    for (var cell : cells) {
      if (!cell.method().equals(a)) continue;
      var other = others.get(place(cell));
      if (other == null && !b.equals(START)) continue;
      matched
          .computeIfAbsent(List.of(cell.task(), cell.student()), _ -> new ArrayList<>())
          .add(new Match(cell.after(), other == null ? cell.before() : other.after()));
    }
    var matches = matched.values().stream().flatMap(List::stream).toList();
    int wins = (int) matches.stream().filter(m -> m.difference() > 0).count();
    int losses = (int) matches.stream().filter(m -> m.difference() < 0).count();
    var mean =
        matched.isEmpty()
            ? new Repeated(new Interval(0, -1, 1, 0, "none"), 1)
            : Repeated.together(matched.values().stream().map(Duel::paired).toList());
    return new Duel(
        a, b, wins, matches.size() - wins - losses, losses, mean.interval(), mean.p(), 1);
  }

  /** The scores of {@code a} and of its rival in cells with the same task, model and seed. */
  private record Match(List<Double> a, List<Double> b) {
    double difference() {
      return Cell.mean(a) - Cell.mean(b);
    }
  }

  private static Repeated.Paired paired(List<Match> seeds) {
    return new Repeated.Paired(
        seeds.stream().map(m -> Cell.seen(m.b())).toList(),
        seeds.stream().map(m -> Cell.seen(m.a())).toList());
  }

  private static Place place(Cell cell) {
    return new Place(cell.task(), cell.student(), cell.seed());
  }

  private Duel withCorrected(double next) {
    return new Duel(a, b, wins, ties, losses, difference, p, next);
  }

  /** The same duel seen from the other side. */
  Duel turned() {
    var d = difference;
    return new Duel(
        b,
        a,
        losses,
        ties,
        wins,
        new Interval(0 - d.mean(), 0 - d.high(), 0 - d.low(), d.n(), d.method()),
        p,
        corrected);
  }

  /** Whether the difference counts among so many comparisons. */
  public boolean decided() {
    return corrected <= Row.LEVEL;
  }
}
