package dev.hone.bench;

import dev.hone.core.BadInput;
import dev.hone.core.Codec;
import dev.hone.core.FieldMismatch;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.store.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a contest came to. Everything but the seconds follows from the cells' scores and costs, so
 * equal cells give equal standings.
 *
 * @param budget the limits of each search, by name
 * @param rows ground by ground, method by method
 * @param overall method by method
 * @param duels every method against the start, then every pair of methods
 * @param power what the smallest test of the contest can show, in words
 * @param missing cells that are not measured
 */
public record Standings(
    Values budget,
    List<Row> rows,
    List<Overall> overall,
    List<Duel> duels,
    String power,
    List<Missing> missing,
    List<Cell> cells) {

  /** Version of {@code rows.json}. */
  private static final long VERSION = 1;

  private static final Codec<Standings> CODEC = Codec.of(Standings.class);

  /** A cell that could not be finished, and why. */
  public record Missing(String task, String student, String method, long seed, String reason) {}

  static Standings of(List<Cell> cells, List<Missing> missing, Values budget) {
    var groups = new LinkedHashMap<List<String>, List<Cell>>();
    for (var cell : cells)
      groups
          .computeIfAbsent(
              List.of(cell.task(), cell.student(), cell.method()), _ -> new ArrayList<>())
          .add(cell);
    var measured = groups.values().stream().map(Row::of).toList();
    var corrected = Significance.holm(measured.stream().map(Row::p).toList());
    var rows =
        IntStream.range(0, measured.size())
            .mapToObj(i -> measured.get(i).withCorrected(corrected.get(i)))
            .toList();
    var methods = cells.stream().map(Cell::method).distinct().toList();
    return new Standings(
        budget,
        rows,
        methods.stream().map(m -> Overall.of(m, rows)).toList(),
        Duel.all(cells, methods),
        power(cells),
        missing,
        cells);
  }

  /** By the spread of the differences that were measured, where prompts had changed. */
  private static String power(List<Cell> cells) {
    var smallest = cells.stream().mapToInt(c -> c.after().size()).min();
    if (smallest.isEmpty()) return "";
    double variance =
        cells.stream()
            .filter(c -> !c.before().equals(c.after()))
            .mapToDouble(Standings::variance)
            .average()
            .orElse(0);
    return Power.sentence(
        smallest.getAsInt(), variance == 0 ? Power.USUAL_SPREAD : Math.sqrt(variance));
  }

  private static double variance(Cell cell) {
    var differences =
        IntStream.range(0, cell.after().size())
            .filter(i -> cell.before().get(i) != Cell.UNSEEN && cell.after().get(i) != Cell.UNSEEN)
            .mapToDouble(i -> cell.after().get(i) - cell.before().get(i))
            .toArray();
    double mean = Arrays.stream(differences).average().orElse(0);
    return Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).average().orElse(0);
  }

  public List<String> methods() {
    return overall.stream().map(Overall::method).toList();
  }

  /** Tasks with models, in the order of the rows. */
  public List<String> grounds() {
    return rows.stream().map(Row::ground).distinct().toList();
  }

  /** What a ground is called. */
  String noun() {
    boolean one = rows.stream().map(Row::student).distinct().count() <= 1;
    return one ? "task" : "task-model pair";
  }

  List<Row> on(String ground) {
    return rows.stream().filter(r -> r.ground().equals(ground)).toList();
  }

  /** The one object of {@code --json}: all but the cells. */
  public Map<String, Object> summary() {
    var map = map();
    map.remove("cells");
    return map;
  }

  /** Writes everything, as {@link #read} reads it. */
  public void write(Path file) {
    AtomicFile.write(file, Json.pretty(map()));
  }

  private Map<String, Object> map() {
    var map = new LinkedHashMap<String, Object>();
    map.put("v", VERSION);
    map.putAll(CODEC.encode(this).map());
    return map;
  }

  /**
   * Reads the rows of an earlier contest.
   *
   * @throws BadInput when it is no such file, or one of another version
   */
  public static Standings read(Path file) {
    try {
      var map = Json.parseObject(Files.readString(file));
      if (!(map.get("v") instanceof Long version) || version != VERSION)
        throw new BadInput(
            "it has version %s, and this Hone reads version %d."
                .formatted(map.getOrDefault("v", "none"), VERSION));
      return CODEC.decode(Values.of(map));
    } catch (IOException e) {
      throw new BadInput("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    } catch (BadInput | FieldMismatch e) {
      throw new BadInput(
          "%s holds no rows of a comparison: %s Write it again with hone compare."
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
