package dev.hone.lm;

import dev.hone.core.Json;
import dev.hone.core.Request;

/**
 * Tokens without a tokenizer, on the high side: three characters each, and a few for every turn's
 * frame.
 */
final class TokenEstimate {
  private static final int CHARACTERS = 3;
  private static final int FRAME = 8;

  private TokenEstimate() {}

  static long of(Request request) {
    long characters = 0;
    for (var message : request.messages())
      characters += message.text().length() + (long) FRAME * CHARACTERS;
    if (!request.tools().isEmpty()) characters += Json.write(request.tools()).length();
    return characters / CHARACTERS + FRAME;
  }
}
