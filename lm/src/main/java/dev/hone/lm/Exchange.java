package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.FieldMismatch;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.List;
import java.util.function.Function;

/**
 * One typed question and its answer. An answer is read, in this order, in the adapter's own format;
 * in any other format found in it; as a whole, when there is one field to fill; and after one
 * request to repair it that quotes the defect, by the same steps once more.
 */
public final class Exchange {
  private Exchange() {}

  /**
   * What came of a question.
   *
   * @param values what was read
   * @param output what {@code decode} made of it
   * @param requests what was sent, the repair included, in order
   * @param completions what came back, one for each request
   */
  public record Answer<T>(
      Values values, T output, List<Request> requests, List<Completion> completions) {
    public Answer {
      requests = List.copyOf(requests);
      completions = List.copyOf(completions);
    }

    /** How many repairs were asked for, 0 or 1. */
    public int repairs() {
      return completions.size() - 1;
    }

    /** The words that were read in the end. */
    public String raw() {
      return completions.getLast().text();
    }
  }

  /** How an answer was read although it was not as asked. */
  public enum Recovery {
    /** It follows another format than the one asked for. */
    OTHER_FORMAT,
    /** It has no marks of fields, and was taken as the value of the only one. */
    WHOLE_TEXT,
    /** The model was asked to repair it. */
    REPAIR
  }

  /** Hears of every recovery. */
  @FunctionalInterface
  public interface Listener {
    Listener NONE = (_, _, _) -> {};

    /**
     * @param before the answer that was not as asked
     * @param after what was made of it: the values as JSON, or for a repair the defect that was
     *     quoted
     */
    void recovered(Recovery recovery, String before, String after);
  }

  /**
   * Asks for plain values; see {@link #ask(Adapter, Signature, Prompt, Values, Function, Function,
   * Listener)}.
   */
  public static Answer<Values> ask(
      Adapter adapter,
      Signature signature,
      Prompt prompt,
      Values input,
      Function<Request, Completion> send,
      Listener listener) {
    return ask(adapter, signature, prompt, input, send, Function.identity(), listener);
  }

  /**
   * Asks once, or twice when a repair is needed.
   *
   * @param send answers a request; chooses the model and sample number when they matter
   * @param decode the last check; a {@link FieldMismatch} of it is a defect like any other
   * @throws ParseFailure when the answer is empty, filtered, cut off, or unreadable even after a
   *     repair
   * @throws FieldMismatch when a required input is missing
   */
  public static <T> Answer<T> ask(
      Adapter adapter,
      Signature signature,
      Prompt prompt,
      Values input,
      Function<Request, Completion> send,
      Function<Values, T> decode,
      Listener listener) {
    var asked = adapter.render(signature, prompt, input);
    var first = send.apply(asked);
    try {
      var values = AnswerReader.read(adapter, signature, first, listener);
      return new Answer<>(values, decoded(values, decode), List.of(asked), List.of(first));
    } catch (ParseFailure failure) {
      if (failure.kind() != ParseFailure.Kind.UNREADABLE) throw failure;
      var defect = String.valueOf(failure.getMessage());
      var repair = adapter.repair(signature, asked, first, defect).orElseThrow(() -> failure);
      listener.recovered(Recovery.REPAIR, first.text(), defect);
      var second = send.apply(repair);
      var values = AnswerReader.read(adapter, signature, second, listener);
      return new Answer<>(
          values, decoded(values, decode), List.of(asked, repair), List.of(first, second));
    }
  }

  private static <T> T decoded(Values values, Function<Values, T> decode) {
    try {
      return decode.apply(values);
    } catch (FieldMismatch e) {
      throw new ParseFailure(String.valueOf(e.getMessage()), e);
    }
  }
}
