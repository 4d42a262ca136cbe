package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.lm.ResponseCache;
import dev.hone.lmlocal.ModelStore;
import dev.hone.store.SqliteCache;
import java.nio.file.Path;
import java.util.Optional;

/** The answers kept for all runs of this user; a place that cannot be written is done without. */
record AnswerCache(Optional<ResponseCache> answers) implements AutoCloseable {

  static AnswerCache open(Shell shell, boolean wanted) {
    if (!wanted) return new AnswerCache(Optional.empty());
    try {
      return new AnswerCache(Optional.of(SqliteCache.open(file(shell), SqliteCache.USUAL_LIMIT)));
    } catch (BadInput e) {
      shell
          .err()
          .println(
              "! Answers are not kept for later runs. "
                  + e.getMessage()
                  + " (--no-cache goes without.)");
      return new AnswerCache(Optional.empty());
    }
  }

  static Path file(Shell shell) {
    return ModelStore.of(shell.environment()).directory().resolve("responses.db");
  }

  @Override
  public void close() {
    answers.ifPresent(ResponseCache::close);
  }
}
