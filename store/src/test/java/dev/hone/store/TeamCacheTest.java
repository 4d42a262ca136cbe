package dev.hone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Message;
import dev.hone.core.Request;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The response cache of a team, on a real PostgreSQL server. */
class TeamCacheTest {
  private static final String SECRET = "canary-8842-secret";
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException, SQLException {
    server = EmbeddedPostgres.builder().start();
    execute("create role member login password '" + SECRET + "'");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    execute("drop table if exists responses, hone_cache");
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String url() {
    return server.getJdbcUrl("postgres", "postgres").replaceAll("&?password=[^&]*", "");
  }

  private static SqlCache open() {
    return SqlCache.open(url(), Map.of());
  }

  private static Request request() {
    return Request.of(List.of(Message.user("q"))).withModel("scripted/m");
  }

  private static Completion answer(String text) {
    return Completion.of(text, Completion.Usage.of(7, 2), "m").withUsd(OptionalDouble.of(0.25));
  }

  @Test
  void what_one_has_asked_the_other_knows() {
    var said = answer("größer 😀 \u0000 \\u0000 'quoted'");
    try (var one = open()) {
      assertThat(one.get("k")).isEmpty();
      one.put("k", request(), said);
      assertThat(one.get("k")).contains(said);
    }
    try (var other = open()) {
      assertThat(other.get("k")).contains(said);
      var stats = other.stats();
      assertThat(stats.entries()).isEqualTo(1);
      assertThat(stats.models()).containsExactly(Map.entry("scripted/m", 1L));
      assertThat(stats.bytes()).isPositive();
      assertThat(stats.limit()).isEqualTo(Long.MAX_VALUE);
      assertThat(other.clear()).isEqualTo(1);
      assertThat(other.get("k")).isEmpty();
    }
  }

  @Test
  void many_who_write_the_same_at_once_lose_nothing() throws Exception {
    int members = 6;
    int answers = 2_000;
    var ready = new CountDownLatch(members);
    var threads = new ArrayList<Thread>();
    for (int member = 0; member < members; member++) {
      int direction = member % 2;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                ready.countDown();
                try (var cache = open()) {
                  ready.await();
                  for (int i = 0; i < answers; i++) {
                    int k = direction == 0 ? i : answers - 1 - i;
                    cache.put("k" + k, request(), answer("a" + k));
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (var thread : threads) thread.join();
    try (var cache = open()) {
      assertThat(cache.stats().entries()).isEqualTo(answers);
      for (int k = 0; k < answers; k += 37)
        assertThat(cache.get("k" + k)).contains(answer("a" + k));
    }
  }

  @Test
  void a_password_comes_from_the_environment_and_is_never_told() throws SQLException {
    assertThatThrownBy(() -> SqlCache.open(url() + "&password=" + SECRET, Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("HONE_CACHE_PASSWORD")
        .hasMessageNotContaining(SECRET);
    assertThatThrownBy(() -> SqlCache.open("jdbc:postgresql://me:" + SECRET + "@db/hone", Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessageNotContaining(SECRET);
    execute("grant create, usage on schema public to member");
    var member = Map.of("HONE_CACHE_PASSWORD", SECRET);
    try (var cache = SqlCache.open(url().replace("user=postgres", "user=member"), member)) {
      cache.put("k", request(), answer("a"));
      assertThat(cache.stats().place()).doesNotContain(SECRET);
    }
    try (var cache = open()) {
      assertThat(cache.get("k")).contains(answer("a"));
    }
  }

  @Test
  void what_is_no_database_of_ours_is_one_sentence() throws SQLException {
    for (var wrong : List.of("postgres://db/hone", "jdbc:mysql://db/hone", "jdbc:postgresql://"))
      assertThatThrownBy(() -> SqlCache.open(wrong, Map.of()))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("jdbc:postgresql://HOST/DATABASE");
    assertThatThrownBy(() -> SqlCache.open("jdbc:postgresql://127.0.0.1:1/hone", Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("127.0.0.1:1");
    assertThatThrownBy(() -> SqlCache.open(url().replace("/postgres?", "/nothing?"), Map.of()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("nothing");
    open().close();
    execute("update hone_cache set version = 7");
    assertThatThrownBy(TeamCacheTest::open)
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("version 7");
  }

  @Test
  void a_server_that_goes_away_is_gone_without() throws SQLException {
    try (var cache = open()) {
      execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hone'");
      cache.put("k", request(), answer("a"));
      assertThat(cache.get("unknown")).isEmpty();
      assertThat(cache.get("k")).contains(answer("a"));
    }
  }
}
