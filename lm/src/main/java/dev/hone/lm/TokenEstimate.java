package dev.hone.lm;

import dev.hone.core.Json;
import dev.hone.core.Request;
import java.nio.charset.StandardCharsets;

/**
 * An upper bound of tokens without a tokenizer: no vocabulary over bytes makes more tokens than
 * there are bytes.
 */
final class TokenEstimate {
  private static final int FRAME = 8;

  private TokenEstimate() {}

  static long of(Request request) {
    long bytes = FRAME;
    for (var message : request.messages()) bytes += bytes(message.text()) + FRAME;
    if (!request.tools().isEmpty()) bytes += bytes(Json.write(request.tools()));
    return bytes;
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
