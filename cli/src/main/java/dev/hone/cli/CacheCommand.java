package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.store.SqlCache;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows or clears the answers kept on this machine. */
@Command(
    name = "cache",
    description = "Shows or clears the answers that are kept for later runs.",
    mixinStandardHelpOptions = true)
final class CacheCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "stats|clear",
      description = "stats when left out.")
  String action = "stats";

  @Option(
      names = "--at",
      paramLabel = "URL",
      description = "The database of a team, for example jdbc:postgresql://db/hone?user=me.")
  @Nullable String at;

  @Option(names = "--json", description = "One JSON object on standard output.")
  boolean json;

  CacheCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (!action.equals("stats") && !action.equals("clear"))
      throw new BadInput(
          "'%s' is nothing to do with the cache. Write 'hone cache stats' or 'hone cache clear'."
              .formatted(action));
    var database = Optional.ofNullable(at).or(() -> AnswerCache.database(shell));
    if (database.isPresent()) return work(SqlCache.open(database.get(), shell.environment()));
    var file = SqlCache.usualFile(shell.environment());
    if (Files.exists(file)) return work(SqlCache.open(file, SqlCache.USUAL_LIMIT));
    if (json) shell.out().println(Json.write(Map.of("file", file, "entries", 0, "bytes", 0)));
    else shell.out().println("No answers are kept yet; they would be in " + file + ".");
    return Main.DONE;
  }

  private int work(SqlCache opened) {
    try (var cache = opened) {
      tell(cache.stats());
      if (action.equals("clear")) cache.clear();
    }
    return Main.DONE;
  }

  private void tell(SqlCache.Stats stats) {
    if (json) {
      var map = new LinkedHashMap<String, Object>();
      map.put("file", stats.place());
      map.put("entries", stats.entries());
      map.put("bytes", stats.bytes());
      map.put("models", stats.models());
      map.put("cleared", action.equals("clear"));
      shell.out().println(Json.write(map));
      return;
    }
    var done = action.equals("clear") ? "cleared" : "kept";
    shell.out().printf("  %-9s %s%n", "kept in", stats.place());
    shell
        .out()
        .printf(
            "  %-9s %s, %.1f MB%n",
            done, Figures.plural(stats.entries(), "answer"), stats.bytes() / 1e6);
    if (action.equals("stats"))
      stats
          .models()
          .forEach(
              (model, n) -> shell.out().printf("  %-9s %s of %s%n", "", Figures.count(n), model));
  }
}
