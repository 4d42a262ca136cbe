package dev.hone.lm;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Example;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Finds the format that a model really obeys by asking a few examples in each. Asks nothing where
 * there is only one format to choose.
 */
public final class AutoFormat {
  private AutoFormat() {}

  /**
   * How one format fared.
   *
   * @param asked how many questions
   * @param obeyed how many answers followed the format
   * @param read how many could be read without asking again, by any means
   * @param right how many outputs equalled the expected ones, where expected ones are known
   * @param tokens input and output together
   */
  public record Row(String format, int asked, int obeyed, int read, int right, long tokens) {
    private static final Comparator<Row> BEST =
        Comparator.comparingInt(Row::read)
            .thenComparingInt(Row::right)
            .thenComparingInt(Row::obeyed)
            .thenComparing(Comparator.comparingLong(Row::tokens).reversed());
  }

  /**
   * The outcome.
   *
   * @param table one row per format tried, in the order tried
   */
  public record Choice(Adapter adapter, List<Row> table) {
    public Choice {
      table = List.copyOf(table);
    }

    /** The table as aligned lines for people. */
    public String text() {
      var out = new StringBuilder("format    asked  obeyed  read  right  tokens\n");
      for (var r : table)
        out.append(
            String.format(
                Locale.ROOT,
                "%-9s %5d %7d %5d %6d %7d%s%n",
                r.format(),
                r.asked(),
                r.obeyed(),
                r.read(),
                r.right(),
                r.tokens(),
                r.format().equals(adapter.name()) ? "  chosen" : ""));
      return out.toString();
    }
  }

  /** How many requests {@link #choose} makes at most. */
  public static int calls(Capabilities capabilities, List<Example> samples) {
    var formats = Adapters.all(capabilities).size();
    return formats == 1 ? 0 : formats * samples.size();
  }

  /**
   * The format with most answers read at first try, then most right outputs, then most answers that
   * followed it, then fewest tokens, then the shortest. The same answers give the same choice.
   *
   * @param send answers a request; a refusal of the request itself counts against the format, other
   *     failures end the probe
   * @param samples about three
   * @throws BadInput when there are no samples
   */
  public static Choice choose(
      Function<Request, Completion> send,
      Capabilities capabilities,
      Signature signature,
      Prompt prompt,
      List<Example> samples) {
    var adapters = Adapters.all(capabilities);
    if (adapters.size() == 1) return new Choice(adapters.getFirst(), List.of());
    if (samples.isEmpty())
      throw new BadInput(
          "The format 'auto' needs at least one example to try. Name a format instead: %s."
              .formatted(String.join(", ", adapters.stream().map(Adapter::name).toList())));
    var best = adapters.getFirst();
    Row top = null;
    var table = new ArrayList<Row>();
    for (var adapter : adapters) {
      var row = row(adapter, send, signature, prompt, samples);
      table.add(row);
      if (top == null || Row.BEST.compare(row, top) > 0) {
        top = row;
        best = adapter;
      }
    }
    return new Choice(best, table);
  }

  private static Row row(
      Adapter adapter,
      Function<Request, Completion> send,
      Signature signature,
      Prompt prompt,
      List<Example> samples) {
    var row = new Row(adapter.name(), 0, 0, 0, 0, 0);
    for (var sample : samples) row = asked(row, adapter, send, signature, prompt, sample);
    return row;
  }

  private static Row asked(
      Row row,
      Adapter adapter,
      Function<Request, Completion> send,
      Signature signature,
      Prompt prompt,
      Example sample) {
    Completion completion;
    try {
      completion = send.apply(adapter.render(signature, prompt, sample.input()));
    } catch (ModelFailure refused) {
      if (refused.kind() != ModelFailure.Kind.INVALID_REQUEST) throw refused;
      return new Row(
          row.format(), row.asked() + 1, row.obeyed(), row.read(), row.right(), row.tokens());
    }
    long tokens = row.tokens() + completion.usage().input() + completion.usage().output();
    boolean[] recovered = {false};
    try {
      var values =
          AnswerReader.read(adapter, signature, completion, (_, _, _) -> recovered[0] = true);
      return new Row(
          row.format(),
          row.asked() + 1,
          row.obeyed() + (recovered[0] ? 0 : 1),
          row.read() + 1,
          row.right() + right(signature, values, sample.expected()),
          tokens);
    } catch (ParseFailure unreadable) {
      return new Row(row.format(), row.asked() + 1, row.obeyed(), row.read(), row.right(), tokens);
    }
  }

  private static int right(Signature signature, Values values, Values expected) {
    return (int)
        signature.outputs().stream()
            .filter(f -> expected.has(f.name()) && values.has(f.name()))
            .filter(f -> plain(values.text(f.name())).equals(plain(expected.text(f.name()))))
            .count();
  }

  private static String plain(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
