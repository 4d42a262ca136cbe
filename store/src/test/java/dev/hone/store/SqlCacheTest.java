package dev.hone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Message;
import dev.hone.core.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCacheTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("responses.db");
  }

  private static Request request(String text) {
    return Request.of(List.of(Message.user(text))).withModel("scripted/m");
  }

  @Test
  void an_answer_is_known_at_once_and_at_the_next_start() {
    var answer =
        Completion.of("größer 😀", Completion.Usage.of(7, 2), "m").withUsd(OptionalDouble.of(0.25));
    try (var cache = SqlCache.open(file(), SqlCache.USUAL_LIMIT)) {
      assertThat(cache.get("k")).isEmpty();
      cache.put("k", request("q"), answer);
      assertThat(cache.get("k")).contains(answer);
    }
    try (var cache = SqlCache.open(file(), SqlCache.USUAL_LIMIT)) {
      assertThat(cache.get("k")).contains(answer);
      assertThat(cache.get("other")).isEmpty();
      var stats = cache.stats();
      assertThat(stats.entries()).isEqualTo(1);
      assertThat(stats.hits()).isEqualTo(1);
      assertThat(stats.misses()).isEqualTo(1);
      assertThat(stats.models()).containsExactly(Map.entry("scripted/m", 1L));
      assertThat(stats.bytes()).isPositive();
    }
  }

  @Test
  void what_was_used_longest_ago_gives_way_at_the_limit() throws Exception {
    long limit = 1 << 20;
    var body = "x".repeat(1_000);
    try (var cache = SqlCache.open(file(), limit)) {
      for (int i = 0; i < 300; i++)
        cache.put("old/" + i, request("q"), Completion.of(body, Completion.Usage.NONE, "m"));
    }
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute("update responses set used = used - 30");
    }
    try (var cache = SqlCache.open(file(), limit)) {
      for (int i = 0; i < 100; i++) assertThat(cache.get("old/" + i)).isPresent();
    }
    try (var cache = SqlCache.open(file(), limit)) {
      for (int i = 0; i < 600; i++)
        cache.put("new/" + i, request("q"), Completion.of(body, Completion.Usage.NONE, "m"));
    }
    try (var cache = SqlCache.open(file(), limit)) {
      long unused =
          java.util.stream.IntStream.range(100, 300)
              .filter(i -> cache.get("old/" + i).isPresent())
              .count();
      long used =
          java.util.stream.IntStream.range(0, 100)
              .filter(i -> cache.get("old/" + i).isPresent())
              .count();
      assertThat(unused).isLessThan(50);
      assertThat(used).isGreaterThan(50);
      assertThat(cache.get("new/599")).isPresent();
    }
    assertThat(Files.size(file())).isLessThan(3 * limit / 2);
  }

  @Test
  void clearing_forgets_everything_and_gives_the_space_back() throws Exception {
    try (var cache = SqlCache.open(file(), SqlCache.USUAL_LIMIT)) {
      for (int i = 0; i < 500; i++)
        cache.put(
            "k" + i, request("q"), Completion.of("x".repeat(2_000), Completion.Usage.NONE, "m"));
    }
    long before = Files.size(file());
    try (var cache = SqlCache.open(file(), SqlCache.USUAL_LIMIT)) {
      assertThat(cache.clear()).isEqualTo(500);
    }
    assertThat(Files.size(file())).isLessThan(before / 10);
    try (var cache = SqlCache.open(file(), SqlCache.USUAL_LIMIT)) {
      assertThat(cache.get("k1")).isEmpty();
      assertThat(cache.stats().entries()).isZero();
    }
  }

  @Test
  void the_usual_place_follows_the_environment() {
    assertThat(SqlCache.usualFile(Map.of("HONE_CACHE", "/a/b", "XDG_CACHE_HOME", "/c")))
        .isEqualTo(Path.of("/a/b/responses.db"));
    assertThat(SqlCache.usualFile(Map.of("XDG_CACHE_HOME", "/c")))
        .isEqualTo(Path.of("/c/hone/responses.db"));
    assertThat(SqlCache.usualFile(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/hone/responses.db"));
  }

  @Test
  void what_cannot_be_a_cache_is_refused() throws Exception {
    assertThatThrownBy(() -> SqlCache.open(file(), 100))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("100 bytes");
    Files.writeString(file(), "A letter to my uncle. ".repeat(500));
    assertThatThrownBy(() -> SqlCache.open(file(), SqlCache.USUAL_LIMIT))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("not a response cache");
    SqliteJournal.open(folder.resolve("journal")).close();
    assertThatThrownBy(() -> SqlCache.open(folder.resolve("journal"), SqlCache.USUAL_LIMIT))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("not a response cache");
  }

  @Test
  void a_broken_answer_counts_as_unknown() throws Exception {
    try (var cache = SqlCache.open(file(), SqlCache.USUAL_LIMIT)) {
      cache.put("k", request("q"), Completion.of("x", Completion.Usage.NONE, "m"));
    }
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute("update responses set body = '{\"text\":'");
    }
    try (var cache = SqlCache.open(file(), SqlCache.USUAL_LIMIT)) {
      assertThat(cache.get("k")).isEmpty();
    }
  }
}
