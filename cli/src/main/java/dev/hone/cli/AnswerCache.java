package dev.hone.cli;

import dev.hone.lm.ResponseCache;
import dev.hone.lmlocal.ModelStore;
import dev.hone.store.SqliteCache;
import java.nio.file.Path;
import java.util.Optional;

/** The answers kept for all runs of this user. */
record AnswerCache(Optional<ResponseCache> answers) implements AutoCloseable {

  static AnswerCache open(Shell shell, boolean wanted) {
    return new AnswerCache(
        wanted ? Optional.of(SqliteCache.open(file(shell))) : Optional.empty());
  }

  static Path file(Shell shell) {
    return ModelStore.of(shell.environment()).directory().resolve("answers.db");
  }

  @Override
  public void close() {
    answers.ifPresent(ResponseCache::close);
  }
}
