package dev.hone.bench;

import dev.hone.core.Codec;
import dev.hone.core.Json;
import dev.hone.core.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A figure that a method's paper reports, for orientation. Never mixed with measured rows: models,
 * data splits and prompts differ.
 *
 * @param method our name of the method
 * @param metric what the figure counts, with its unit
 * @param basis what {@code base} stands for
 * @param base empty when the source gives none
 * @param source where the figure stands
 * @param secondHand whether it was not read in the paper of the method itself
 */
public record Published(
    String method,
    String paper,
    String model,
    String data,
    String metric,
    String basis,
    Optional<Double> base,
    double result,
    String source,
    boolean secondHand,
    Optional<String> note) {

  static final String NOTE =
      "Other models, other data splits, other prompts: for orientation, and not comparable with the rows above. "
          + "Figures marked second hand were not read in the method's own paper.";

  private record Resource(long v, List<Published> figures) {}

  /** All figures. */
  public static List<Published> all() {
    try (var in = Objects.requireNonNull(Published.class.getResourceAsStream("published.json"))) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Codec.of(Resource.class).decode(Values.of(Json.parseObject(text))).figures();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The figures of some methods, method by method. */
  public static List<Published> of(List<String> methods) {
    return all().stream()
        .filter(p -> methods.contains(p.method()))
        .sorted(Comparator.comparingInt(p -> methods.indexOf(p.method())))
        .toList();
  }

  static Grid grid(List<Published> figures) {
    return new Grid(
        List.of(
            "method",
            "data",
            "model",
            "compared with",
            "source",
            "how read",
            "base",
            "result",
            "gain"),
        6,
        figures.stream()
            .map(f ->
                List.of(
                    f.method(),
                    f.data(),
                    f.model(),
                    f.basis(),
                    f.paper() + "; " + f.source() + f.note().map(n -> "; " + n).orElse(""),
                    f.secondHand() ? "second hand" : "in the source",
                    f.base().map(Published::number).orElse(""),
                    number(f.result()),
                    f.base()
                        .map(b -> String.format(Locale.ROOT, "%+.1f", f.result() - b))
                        .orElse("")))
            .toList());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
