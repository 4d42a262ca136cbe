package dev.hone.store;

import static dev.hone.engine.Journal.Kind.CALL;
import static dev.hone.engine.Journal.Kind.INFLUENCE;
import static dev.hone.engine.Journal.Kind.ROLLOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("journal");
  }

  @Test
  void the_first_entry_under_a_key_stands() {
    try (var journal = SqliteJournal.open(file())) {
      journal.write(CALL, "k", "first");
      journal.write(CALL, "k", "second");
      journal.write(ROLLOUT, "k", "of another kind");
      assertThat(journal.read(CALL, "k")).contains("first");
      assertThat(journal.read(ROLLOUT, "k")).contains("of another kind");
      assertThat(journal.read(INFLUENCE, "k")).isEmpty();
      assertThat(journal.size()).isEqualTo(2);
    }
    try (var journal = SqliteJournal.open(file())) {
      journal.write(CALL, "k", "third");
      assertThat(journal.read(CALL, "k")).contains("first");
      assertThat(journal.size()).isEqualTo(2);
    }
  }

  @Test
  void many_writers_at_once_lose_nothing() throws Exception {
    int writers = 64;
    int each = 200;
    var winners = new ConcurrentHashMap<String, String>();
    try (var journal = SqliteJournal.open(file());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new java.util.ArrayList<java.util.concurrent.Future<?>>();
      for (int w = 0; w < writers; w++) {
        int writer = w;
        tasks.add(
            threads.submit(() -> {
              for (int i = 0; i < each; i++) {
                journal.write(CALL, writer + "/" + i, "body " + writer + "/" + i);
                journal.write(ROLLOUT, "shared/" + i, "by " + writer);
                var seen = journal.read(ROLLOUT, "shared/" + i).orElseThrow();
                assertThat(winners.merge("shared/" + i, seen, (a, _) -> a)).isEqualTo(seen);
              }
              return null;
            }));
      }
      for (var task : tasks) task.get();
    }
    try (var journal = SqliteJournal.open(file())) {
      assertThat(journal.size()).isEqualTo(writers * each + each);
      for (int w = 0; w < writers; w++)
        for (int i = 0; i < each; i++)
          assertThat(journal.read(CALL, w + "/" + i)).contains("body " + w + "/" + i);
      for (var winner : winners.entrySet())
        assertThat(journal.read(ROLLOUT, winner.getKey())).contains(winner.getValue());
    }
  }

  @Test
  void text_of_every_kind_comes_back_as_it_was() {
    var bodies =
        Map.of(
            "plain",
            "x",
            "empty",
            "",
            "wide",
            "größer 漢字 😀\n\t\u0001",
            "long",
            "ab".repeat(200_000));
    try (var journal = SqliteJournal.open(file())) {
      bodies.forEach((key, body) -> journal.write(CALL, key, body));
    }
    try (var journal = SqliteJournal.open(file())) {
      bodies.forEach((key, body) -> assertThat(journal.read(CALL, key)).contains(body));
    }
  }

  @Test
  void a_second_user_is_told_who_is_there() {
    try (var first = SqliteJournal.open(file())) {
      assertThatThrownBy(() -> SqliteJournal.open(file()))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("in use by this process");
      first.write(CALL, "still", "writable");
      assertThat(first.read(CALL, "still")).contains("writable");
    }
    SqliteJournal.open(file()).close();
  }

  @Test
  void a_full_disk_is_named_and_loses_nothing() {
    long written = 0;
    try (var journal = SqliteJournal.open(file(), 40)) {
      var body = "x".repeat(3_000);
      BadInput full = null;
      for (; full == null; written++) {
        try {
          journal.write(CALL, "k" + written, body);
        } catch (BadInput e) {
          full = e;
          written--;
        }
      }
      assertThat(full).hasMessageContaining("No space is left").hasMessageContaining("journal");
      assertThatThrownBy(() -> journal.write(CALL, "later", "x")).isInstanceOf(BadInput.class);
      assertThat(journal.read(CALL, "k0")).contains(body);
    }
    assertThat(written).isPositive();
    try (var journal = SqliteJournal.open(file())) {
      assertThat(journal.size()).isEqualTo(written);
      journal.write(CALL, "after", "space was made");
      assertThat(journal.read(CALL, "after")).contains("space was made");
    }
  }

  @Test
  void a_foreign_file_is_refused_and_left_alone() throws Exception {
    Files.writeString(file(), "This is a letter to my aunt. ".repeat(100));
    assertThatThrownBy(() -> SqliteJournal.open(file()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("not a journal");
    assertThat(Files.readString(file())).startsWith("This is a letter");
  }

  @Test
  void a_foreign_database_is_refused() throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute("create table t(x)");
    }
    assertThatThrownBy(() -> SqliteJournal.open(file()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("not a journal of Hone");
  }

  @Test
  void another_version_is_named() throws Exception {
    SqliteJournal.open(file()).close();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute("pragma user_version=7");
    }
    assertThatThrownBy(() -> SqliteJournal.open(file()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("version 7");
  }

  @Test
  void a_damaged_file_is_named() throws IOException {
    try (var journal = SqliteJournal.open(file())) {
      for (int i = 0; i < 200; i++) journal.write(CALL, "k" + i, "x".repeat(2_000));
    }
    var bytes = Files.readAllBytes(file());
    java.util.Arrays.fill(bytes, 8192, bytes.length, (byte) 0x5a);
    Files.write(file(), bytes);
    assertThatThrownBy(() -> SqliteJournal.open(file()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void a_place_that_cannot_be_written_is_named() throws IOException {
    Files.writeString(folder.resolve("blocked"), "");
    assertThatThrownBy(() -> SqliteJournal.open(folder.resolve("blocked").resolve("journal")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("blocked");
  }

  @Test
  void an_interrupted_writer_still_writes_and_stays_interrupted() {
    try (var journal = SqliteJournal.open(file())) {
      Thread.currentThread().interrupt();
      journal.write(CALL, "k", "body");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(journal.read(CALL, "k")).contains("body");
    }
  }

  @Test
  void nothing_is_written_after_the_end() {
    var journal = SqliteJournal.open(file());
    journal.close();
    assertThatThrownBy(() -> journal.write(CALL, "k", "body"))
        .isInstanceOf(IllegalStateException.class);
  }
}
