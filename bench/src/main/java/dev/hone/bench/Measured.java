package dev.hone.bench;

import dev.hone.core.BadInput;
import dev.hone.core.Codec;
import dev.hone.core.FieldMismatch;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.engine.Interval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Rows of one earlier comparison, equal in budget and tasks: what {@code hone compare --json}
 * printed, or its {@code rows.json}.
 *
 * @param budget the limits of each search, by name
 */
public record Measured(Values budget, List<Line> rows) {
  private static final Codec<Measured> CODEC = Codec.of(Measured.class);
  private static final List<String> SHIPPED =
      List.of("worlds-300.json", "worlds-1500.json", "embedded.json");

  /**
   * What an expectation needs of a {@link Row}.
   *
   * @param usd empty when a price is unknown
   */
  public record Line(
      String task,
      String student,
      String teacher,
      String optimizer,
      List<Long> seeds,
      Interval gain,
      double rollouts,
      double calls,
      double tokens,
      Optional<Double> usd,
      double seconds) {}

  /** What comes with Hone; the guide tells how it is measured again. */
  public static List<Measured> shipped() {
    return SHIPPED.stream().map(Measured::resource).toList();
  }

  private static Measured resource(String name) {
    try (var in = Objects.requireNonNull(Measured.class.getResourceAsStream("measured/" + name))) {
      return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads rows from a file.
   *
   * @throws BadInput when it holds none
   */
  public static Measured read(Path file) {
    try {
      return of(Files.readString(file));
    } catch (IOException e) {
      throw new BadInput(
          "%s cannot be read (%s). Give rows.json of a comparison."
              .formatted(file, e.getClass().getSimpleName()),
          e);
    } catch (BadInput | FieldMismatch e) {
      throw new BadInput(
          "%s holds no rows of a comparison: %s Give rows.json, as hone compare writes it."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** The rows of a comparison. */
  static Measured of(Standings standings) {
    return new Measured(
        standings.budget(),
        standings.rows().stream()
            .map(r ->
                new Line(
                    r.task(),
                    r.student(),
                    r.teacher(),
                    r.optimizer(),
                    r.seeds(),
                    r.gain(),
                    r.rollouts(),
                    r.calls(),
                    r.tokens(),
                    r.usd(),
                    r.seconds()))
            .toList());
  }

  /** All rows but those on one task. */
  Measured without(String task) {
    return new Measured(budget, rows.stream().filter(r -> !r.task().equals(task)).toList());
  }

  private static Measured of(String json) {
    var map = Json.parseObject(json);
    if (!map.containsKey("rows")) throw new BadInput("there is no 'rows'.");
    return CODEC.decode(Values.of(map));
  }

  /** The rollouts of each search; the most that any took when the limit was another one. */
  long rollouts() {
    return budget.get("rollouts") instanceof Long limit
        ? limit
        : (long) rows.stream().mapToDouble(Line::rollouts).max().orElse(0);
  }
}
