package dev.hone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.engine.Journal.Kind;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
  @TempDir private Path folder;

  @Test
  void everything_acknowledged_before_kill_9_is_there() throws Exception {
    var random = new Random();
    var acknowledged = new ArrayList<String>();
    for (int round = 0; round < 5; round++) {
      try (var child = Child.of(KilledWriter.class, folder.toString())) {
        acknowledged.addAll(child.lines(1 + random.nextInt(3_000)));
        acknowledged.addAll(child.kill());
      }
      try (var journal = SqliteJournal.open(folder.resolve("journal"));
          var events = FileEventLog.open(folder.resolve("events.jsonl"), folder.resolve("blobs"))) {
        for (var key : acknowledged)
          assertThat(journal.read(Kind.CALL, key)).contains(KilledWriter.body(key));
        assertThat(journal.size())
            .isBetween(acknowledged.size() + 0L, acknowledged.size() + 16L * 5);
        var seen = new HashSet<>(events.recorded().observations());
        assertThat(events.recorded().lastSeq() + 1).isEqualTo(seen.size());
        for (var key : seen) assertThat(journal.read(Kind.CALL, key)).isPresent();
      }
    }
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal"));
        var statement = connection.createStatement();
        var rows = statement.executeQuery("pragma integrity_check")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("ok");
    }
  }

  @Test
  void a_journal_in_use_elsewhere_names_the_process_and_is_free_when_that_is_dead()
      throws Exception {
    var file = folder.resolve("journal");
    try (var child = Child.of(HoldingWriter.class, file.toString())) {
      assertThat(child.lines(1)).containsExactly("open");
      assertThatThrownBy(() -> SqliteJournal.open(file))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("process " + child.pid() + " on ");
      assertThat(Lease.holder(SqliteJournal.leaseOf(file)))
          .hasValueSatisfying(h -> assertThat(h).contains("process " + child.pid()));
      child.kill();
    }
    assertThat(Lease.holder(SqliteJournal.leaseOf(file))).isEmpty();
    try (var journal = SqliteJournal.open(file)) {
      assertThat(journal.read(Kind.CALL, "from")).contains("child");
    }
  }

  @Test
  void two_processes_on_one_cache_lose_nothing() throws Exception {
    var file = folder.resolve("cache").resolve("responses.db");
    try (var a = Child.of(CacheFiller.class, file.toString(), "a");
        var b = Child.of(CacheFiller.class, file.toString(), "b");
        var own = SqlCache.open(file, SqlCache.USUAL_LIMIT)) {
      for (int i = 0; i < CacheFiller.EACH; i++) CacheFiller.put(own, "c/" + i);
      assertThat(a.awaitEnd()).isZero();
      assertThat(b.awaitEnd()).isZero();
    }
    try (var cache = SqlCache.open(file, SqlCache.USUAL_LIMIT)) {
      for (var source : new String[] {"a", "b", "c", "shared"})
        for (int i = 0; i < CacheFiller.EACH; i++) {
          var key = source + "/" + i;
          assertThat(cache.get(key))
              .hasValueSatisfying(c -> assertThat(c.text()).isEqualTo("answer to " + key));
        }
      assertThat(cache.stats().entries()).isEqualTo(4L * CacheFiller.EACH);
    }
  }

  @Test
  void a_killed_user_of_the_cache_leaves_it_usable() throws Exception {
    var file = folder.resolve("responses.db");
    try (var child = Child.of(CacheFiller.class, file.toString(), "a")) {
      child.lines(1);
      child.kill();
    }
    try (var cache = SqlCache.open(file, SqlCache.USUAL_LIMIT)) {
      CacheFiller.put(cache, "after");
      assertThat(cache.get("after")).isPresent();
    }
  }
}
