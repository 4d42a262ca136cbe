package dev.hone.bench;

import dev.hone.engine.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Two methods on all cells that both finished, matched by task, model and seed. The unit is the
 * cell: what is compared is methods, not the single prompts they happened to find.
 *
 * @param wins cells in which {@code a} has the higher mean test score
 * @param difference mean of a minus b, its interval with the cells as the sample
 * @param p paired permutation test over the cells, two-sided
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
    var others = new HashMap<Place, Double>();
    for (var cell : cells) {
      if (cell.method().equals(b)) others.put(place(cell), cell.mean());
      else if (b.equals(START)) others.put(place(cell), cell.baseMean());
    }
    var pairs =
        cells.stream()
            .filter(c -> c.method().equals(a) && others.containsKey(place(c)))
            .map(c -> new double[] {others.getOrDefault(place(c), 0.0), c.mean()})
            .toList();
    var differences = pairs.stream().mapToDouble(p -> p[1] - p[0]).toArray();
    int wins = (int) pairs.stream().filter(p -> p[1] > p[0]).count();
    int losses = (int) pairs.stream().filter(p -> p[1] < p[0]).count();
    return new Duel(
        a,
        b,
        wins,
        pairs.size() - wins - losses,
        losses,
        Repeated.acrossTasks(differences, -1, 1),
        Significance.permutation(differences),
        1);
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
