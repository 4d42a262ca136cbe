package dev.hone.lmlocal;

import dev.hone.core.Message;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A conversation as tokens.
 *
 * @param prompt all of it
 * @param tail the text after its last line break or mark, which may grow together with the first
 *     characters of an answer
 * @param tailTokens how many of the prompt's last tokens stand for it
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never changed
record Rendering(int[] prompt, String tail, int tailTokens) {

  static Rendering of(LlamaModel model, ChatTemplate template, List<Message> messages) {
    var tokens = IntStream.builder();
    if (model.start() >= 0) {
      tokens.add(model.start());
    }
    var segments = template.render(messages);
    for (var segment : segments.subList(0, segments.size() - 1)) {
      add(tokens, model.tokenize(segment.text(), segment.markup()));
    }
    var last = segments.getLast();
    var cut = last.markup() ? last.text().length() : last.text().lastIndexOf('\n') + 1;
    add(tokens, model.tokenize(last.text().substring(0, cut), last.markup()));
    var tail = model.tokenize(last.text().substring(cut), false);
    add(tokens, tail);
    return new Rendering(tokens.build().toArray(), last.text().substring(cut), tail.length);
  }

  private static void add(IntStream.Builder tokens, int[] more) {
    for (var token : more) {
      tokens.add(token);
    }
  }

  /** The tokens of an answer after the prompt, and of the mark that ends it. */
  int[] answer(LlamaModel model, String text, String end) {
    var own = IntStream.of(model.tokenize(text, false));
    if (tailTokens > 0) {
      var joined = model.tokenize(tail + text, false);
      var apart = model.tokenize(tail, false);
      // A tail that melts into the answer cannot be split at the prompt's end; the answer then
      // stands on its own.
      if (Sequences.common(joined, apart) == apart.length) {
        own = IntStream.of(joined).skip(apart.length);
      }
    }
    return IntStream.concat(own, IntStream.of(model.tokenize(end.isEmpty() ? "\n" : end, true)))
        .toArray();
  }
}
