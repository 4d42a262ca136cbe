package dev.hone.lm;

import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one answer by all means short of asking again. */
final class AnswerReader {
  private AnswerReader() {}

  /**
   * @throws ParseFailure with the defect in the adapter's own format, when nothing helps
   */
  static Values read(
      Adapter adapter, Signature signature, Completion completion, Exchange.Listener listener) {
    requireWords(completion);
    try {
      return adapter.parse(signature, completion);
    } catch (ParseFailure failure) {
      if (failure.kind() != ParseFailure.Kind.UNREADABLE) throw failure;
      var found = found(signature, completion.text());
      boolean marked = found.stream().anyMatch(raw -> !raw.isEmpty());
      var other = first(signature, found).filter(_ -> !cutOff(completion));
      if (other.isPresent())
        return told(Exchange.Recovery.OTHER_FORMAT, completion, other.get(), listener);
      if (marked) throw failure;
      var whole = whole(signature, completion);
      if (whole.isEmpty()) throw failure;
      return told(Exchange.Recovery.WHOLE_TEXT, completion, whole.get(), listener);
    }
  }

  private static void requireWords(Completion completion) {
    if (completion.finish() == Completion.Finish.FILTERED)
      throw new ParseFailure(
          ParseFailure.Kind.FILTERED,
          "The provider's filter withheld the answer of %s. Change what is asked."
              .formatted(completion.model()));
    if (!completion.text().isBlank()) return;
    if (completion.finish() == Completion.Finish.LENGTH)
      throw new ParseFailure(
          ParseFailure.Kind.TRUNCATED,
          "%s reached its token limit without a word of an answer. Allow more tokens."
              .formatted(completion.model()));
    throw new ParseFailure(
        ParseFailure.Kind.EMPTY, "The answer of %s is empty.".formatted(completion.model()));
  }

  /** What each format finds in the text, by output. */
  private static List<Map<String, ?>> found(Signature signature, String text) {
    return List.of(
        MarkersAdapter.loosely(signature, text),
        JsonAdapter.object(signature, text),
        XmlAdapter.tags(signature, text),
        PlainLines.read(signature, text, false));
  }

  private static Optional<Values> first(Signature signature, List<Map<String, ?>> found) {
    return found.stream()
        .filter(raw -> !raw.isEmpty() && Typed.complete(signature, raw))
        .flatMap(raw -> typed(signature, raw).stream())
        .findFirst();
  }

  private static Optional<Values> typed(Signature signature, Map<String, ?> raw) {
    try {
      return Optional.of(Typed.values(signature, raw));
    } catch (ParseFailure e) {
      return Optional.empty();
    }
  }

  private static Optional<Values> whole(Signature signature, Completion completion) {
    var field = Typed.single(signature);
    if (field.isEmpty()) return Optional.empty();
    Typed.whole(completion, field.get());
    var text = MarkersAdapter.withoutEnd(signature, completion.text());
    return typed(signature, Map.of(field.get().name(), text));
  }

  private static boolean cutOff(Completion completion) {
    return completion.finish() == Completion.Finish.LENGTH;
  }

  private static Values told(
      Exchange.Recovery recovery,
      Completion completion,
      Values values,
      Exchange.Listener listener) {
    listener.recovered(recovery, completion.text(), Json.write(values.map()));
    return values;
  }
}
