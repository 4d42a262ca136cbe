package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Request;
import dev.hone.lm.ResponseCache;
import dev.hone.store.SqliteCache;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answers kept for all runs of this user. The file is opened by the first question, so that a
 * call that ends in a complaint leaves nothing behind; a place that cannot be written is done
 * without.
 */
final class AnswerCache implements ResponseCache {
  private final Shell shell;
  private boolean asked;
  private @Nullable SqliteCache cache;

  AnswerCache(Shell shell) {
    this.shell = shell;
  }

  static Path file(Shell shell) {
    return SqliteCache.usualFile(shell.environment());
  }

  @Override
  public Optional<Completion> get(String key) {
    var open = opened();
    return open == null ? Optional.empty() : open.get(key);
  }

  @Override
  public void put(String key, Request request, Completion completion) {
    var open = opened();
    if (open != null) open.put(key, request, completion);
  }

  private synchronized @Nullable SqliteCache opened() {
    if (asked) return cache;
    asked = true;
    try {
      cache = SqliteCache.open(file(shell), SqliteCache.USUAL_LIMIT);
    } catch (BadInput e) {
      shell
          .err()
          .println(
              "! Answers are not kept for later runs. %s (--no-cache goes without.)"
                  .formatted(e.getMessage()));
    }
    return cache;
  }

  @Override
  public synchronized void close() {
    if (cache != null) cache.close();
  }
}
