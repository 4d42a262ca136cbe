package dev.hone.bench;

import dev.hone.core.BadInput;
import dev.hone.core.Codec;
import dev.hone.core.FieldMismatch;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.engine.Interval;
import dev.hone.store.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One method on one task with one model and one seed, measured. Kept as {@code cell.json}.
 *
 * @param method the contender's label
 * @param budget the limits that were set, by name
 * @param testDigest hash over the test examples, in order
 * @param before test scores of the start, in example order; {@link #UNSEEN} without an answer
 * @param after test scores of what the method found, likewise
 * @param validationBefore of the start
 * @param validationAfter of what was found; flattered by its selection
 * @param expected what {@code validationAfter} leads to expect, having been selected
 * @param curve the best validation mean so far, after so many rollouts
 * @param spent by the search; the test is not part of it
 * @param seconds in which the search was worked on; the only figure here that another run changes
 * @param servingBefore what one rollout of the start costs
 * @param servingAfter what one rollout of what was found costs
 * @param promptCharacters in instructions, descriptions and demos of what was found
 * @param candidates measured on all validation examples
 * @param candidate what was found, as {@code Candidate.fromJson} reads it
 */
public record Cell(
    String task,
    String student,
    String teacher,
    String method,
    String optimizer,
    Values options,
    long seed,
    Values budget,
    String testDigest,
    List<Double> before,
    List<Double> after,
    Interval validationBefore,
    Interval validationAfter,
    double expected,
    List<Point> curve,
    Spending spent,
    double seconds,
    Serving servingBefore,
    Serving servingAfter,
    int promptCharacters,
    int candidates,
    String stopReason,
    String sentence,
    Values candidate) {

  /** In place of a score where no answer could be had. */
  public static final double UNSEEN = -1;

  private static final Codec<Cell> CODEC = Codec.of(Cell.class);

  /** A score after so many rollouts. */
  public record Point(long rollouts, double score) {}

  /**
   * What a search spent, each question charged once to the run that asked it.
   *
   * @param usd empty when the price of some call is unknown
   */
  public record Spending(
      long rollouts,
      long studentCalls,
      long teacherCalls,
      long judgeCalls,
      long inputTokens,
      long outputTokens,
      Optional<Double> usd) {
    public long calls() {
      return studentCalls + teacherCalls + judgeCalls;
    }

    public long tokens() {
      return inputTokens + outputTokens;
    }
  }

  /**
   * What one rollout costs on average, over the test.
   *
   * @param usd empty when the price is unknown
   */
  public record Serving(double inputTokens, double outputTokens, Optional<Double> usd) {
    public double tokens() {
      return inputTokens + outputTokens;
    }
  }

  /** Mean test score of the start. */
  public double baseMean() {
    return mean(before);
  }

  /** Mean test score of what was found. */
  public double mean() {
    return mean(after);
  }

  static double mean(List<Double> scores) {
    return scores.stream().mapToDouble(s -> s).filter(s -> s != UNSEEN).average().orElse(0);
  }

  static double[] seen(List<Double> scores) {
    return scores.stream().mapToDouble(s -> s == UNSEEN ? Double.NaN : s).toArray();
  }

  /** The same cell under another label. */
  Cell called(String label) {
    return new Cell(
        task,
        student,
        teacher,
        label,
        optimizer,
        options,
        seed,
        budget,
        testDigest,
        before,
        after,
        validationBefore,
        validationAfter,
        expected,
        curve,
        spent,
        seconds,
        servingBefore,
        servingAfter,
        promptCharacters,
        candidates,
        stopReason,
        sentence,
        candidate);
  }

  Values toValues() {
    return CODEC.encode(this);
  }

  static Cell of(Values values) {
    return CODEC.decode(values);
  }

  void write(Path file) {
    AtomicFile.write(file, Json.pretty(toValues().map()));
  }

  /**
   * Reads {@code cell.json}.
   *
   * @throws BadInput when it is no cell
   */
  public static Cell read(Path file) {
    try {
      return of(Values.of(Json.parseObject(Files.readString(file))));
    } catch (IOException e) {
      throw new BadInput("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    } catch (BadInput | FieldMismatch e) {
      throw new BadInput(
          "%s is no measured cell of this version: %s Remove its directory to measure it again."
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
