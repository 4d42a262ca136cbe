package dev.hone.lmlocal;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds a produced text to JSON of a shape, piece by piece, and closes it in time when the tokens
 * run out.
 */
final class JsonConstraint {
  /**
   * Tokens kept in reserve: no end can begin within a character or an escape, and a token that
   * opens a map makes the shortest end longer by a whole member.
   */
  private static final int RESERVE = 16;

  private final Function<String, int[]> tokenizer;
  private JsonState state;
  private int[] ending = new int[0];

  JsonConstraint(JsonShape shape, Function<String, int[]> tokenizer) {
    this.state = JsonState.start(shape);
    this.tokenizer = tokenizer;
  }

  /** Whether the text with this piece can still become what is wanted. */
  boolean allows(byte[] piece) {
    return piece.length > 0 && after(piece) != null;
  }

  /** Takes an allowed piece in. */
  void accept(byte[] piece) {
    var next = after(piece);
    if (next == null) {
      throw new IllegalArgumentException(
          "the piece '"
              + new String(piece, java.nio.charset.StandardCharsets.UTF_8)
              + "' is not allowed here");
    }
    state = next;
  }

  private @Nullable JsonState after(byte[] piece) {
    @Nullable JsonState next = state;
    for (var value : piece) {
      next = next.after(value);
      if (next == null) {
        return null;
      }
    }
    return next;
  }

  /** Whether the text is whole. */
  boolean complete() {
    return state.complete();
  }

  /**
   * The token that must come next so that the text is whole within {@code left} tokens, or -1 while
   * there is time, or when there is too little to end it.
   */
  int forced(int left) {
    if (ending.length == 0) {
      var text = state.ending();
      if (text == null || text.length() + RESERVE < left) {
        return -1;
      }
      var tokens = tokenizer.apply(text);
      if (tokens.length + RESERVE < left || tokens.length > left) {
        return -1;
      }
      ending = tokens;
    }
    var token = ending[0];
    ending = Arrays.copyOfRange(ending, 1, ending.length);
    return token;
  }
}
