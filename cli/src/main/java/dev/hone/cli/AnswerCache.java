package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Request;
import dev.hone.lm.ResponseCache;
import dev.hone.store.SqlCache;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answers kept for later runs: in a file of this user, or in a database of a team when the task
 * file or the environment names one.
 *
 * <p>The file is opened by the first question, so that a call that ends in a complaint leaves
 * nothing behind, and done without where it cannot be written. A database that was named is opened
 * at once, and must be there.
 */
final class AnswerCache implements ResponseCache {
  static final String ADDRESS = "HONE_CACHE_URL";

  private final Shell shell;
  private boolean asked;
  private @Nullable SqlCache cache;

  private AnswerCache(Shell shell, Optional<String> database) {
    this.shell = shell;
    this.asked = database.isPresent();
    this.cache = database.map(url -> SqlCache.open(url, shell.environment())).orElse(null);
  }

  /**
   * @param named the database that a person has named for this task
   * @throws BadInput when a database is named and cannot be used
   */
  static AnswerCache of(Shell shell, Optional<String> named) {
    return new AnswerCache(shell, named.or(() -> database(shell)));
  }

  /** Those of a job; none of a team's when nothing is to be kept. */
  static AnswerCache of(Shell shell, Job job, boolean used) {
    return used ? of(shell, job.file().cache()) : new AnswerCache(shell, Optional.empty());
  }

  /** The database for all tasks of this user. */
  static Optional<String> database(Shell shell) {
    return Optional.of(shell.environment().getOrDefault(ADDRESS, "")).filter(u -> !u.isBlank());
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

  private synchronized @Nullable SqlCache opened() {
    if (asked) return cache;
    asked = true;
    try {
      cache = SqlCache.open(SqlCache.usualFile(shell.environment()), SqlCache.USUAL_LIMIT);
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
