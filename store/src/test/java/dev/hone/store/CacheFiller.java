package dev.hone.store;

import dev.hone.core.Completion;
import dev.hone.core.Message;
import dev.hone.core.Request;
import java.nio.file.Path;
import java.util.List;

/** Puts answers into a cache that another process fills too. */
final class CacheFiller {
  static final int EACH = 400;

  private CacheFiller() {}

  public static void main(String[] arguments) {
    try (var cache = SqlCache.open(Path.of(arguments[0]), SqlCache.USUAL_LIMIT)) {
      for (int i = 0; i < EACH; i++) {
        put(cache, arguments[1] + "/" + i);
        put(cache, "shared/" + i);
        if (i == EACH / 2) System.out.println("half");
      }
    }
  }

  static void put(SqlCache cache, String key) {
    cache.put(
        key,
        Request.of(List.of(Message.user(key))).withModel("m/" + key.charAt(0)),
        Completion.of("answer to " + key, Completion.Usage.of(5, 1), "m"));
  }
}
