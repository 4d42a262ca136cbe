package dev.hone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.ContentId;
import dev.hone.engine.EventLog;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEventLogTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("events.jsonl");
  }

  private FileEventLog open() {
    return FileEventLog.open(file(), folder.resolve("blobs"));
  }

  private static String decision(int seq, int step, String type, String hash) {
    return "{\"v\":1,\"seq\":%d,\"type\":\"%s\",\"kind\":\"decision\",\"step\":%d,\"elapsedMs\":%d,\"bodyHash\":\"%s\"}"
        .formatted(seq, type, step, seq * 10, hash);
  }

  private static String observation(int seq, String key) {
    return "{\"v\":1,\"seq\":%d,\"type\":\"ModelCalled\",\"kind\":\"observation\",\"step\":0,\"elapsedMs\":%d,\"key\":\"%s\"}"
        .formatted(seq, seq * 10, key);
  }

  @Test
  void what_was_recorded_is_known_at_the_next_start() {
    try (var log = open()) {
      assertThat(log.recorded().lastSeq()).isEqualTo(-1);
      log.append(decision(0, 0, "RunStarted", "aa"));
      log.append(observation(1, "call/1"));
      log.append(decision(2, 1, "RunFinished", "bb"));
    }
    try (var log = open()) {
      assertThat(log.recorded().decisions()).containsExactly("aa", "bb");
      assertThat(log.recorded().observations()).containsExactly("call/1");
      assertThat(log.recorded().lastSeq()).isEqualTo(2);
      assertThat(log.recorded().active()).isEqualTo(Duration.ofMillis(20));
      assertThat(log.recorded().finished()).isTrue();
      log.append(decision(3, 1, "BestChanged", "cc"));
    }
    try (var log = open()) {
      assertThat(log.recorded().decisions()).containsExactly("aa", "cc");
      assertThat(log.recorded().finished()).isFalse();
    }
  }

  @Test
  void a_torn_tail_is_cut_at_every_place_it_can_tear() throws IOException {
    try (var log = open()) {
      log.append(decision(0, 0, "RunStarted", "aa"));
      log.append(observation(1, "größer"));
    }
    var whole = Files.readAllBytes(file());
    int first = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
    for (int length = first; length < whole.length; length++) {
      Files.write(file(), java.util.Arrays.copyOf(whole, length));
      try (var log = open()) {
        assertThat(log.recorded().lastSeq()).isZero();
        log.append(observation(1, "again"));
      }
      try (var log = open()) {
        assertThat(log.recorded().observations()).containsExactly("again");
      }
    }
  }

  @Test
  void a_damaged_line_at_the_end_is_cut_and_within_the_log_is_named() throws IOException {
    var good = decision(0, 0, "RunStarted", "aa") + "\n";
    Files.writeString(file(), good + "\0\0\0\0\n\0\0\n");
    try (var log = open()) {
      assertThat(log.recorded().lastSeq()).isZero();
    }
    assertThat(Files.readString(file())).isEqualTo(good);
    Files.writeString(file(), good + "{\"seq\":\n" + observation(1, "k") + "\n");
    assertThatThrownBy(this::open).isInstanceOf(BadInput.class).hasMessageContaining("line 2");
  }

  @Test
  void a_gap_is_named() throws IOException {
    Files.writeString(file(), observation(0, "a") + "\n" + observation(2, "b") + "\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("event 2 follows event 0");
  }

  @Test
  void lines_reach_the_disk_without_closing() {
    try (var log = open()) {
      log.append(observation(0, "soon"));
      var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (lines() < 1 && System.nanoTime() < deadline) Thread.onSpinWait();
      assertThat(lines()).isEqualTo(1);
    }
  }

  private long lines() {
    try (var lines = Files.lines(file())) {
      return lines.count();
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void long_bodies_lie_beside_the_log_under_their_hash() throws IOException {
    var body = "ü".repeat(5_000);
    var hash = ContentId.full(body);
    try (var log = open()) {
      log.blob(hash, body);
      log.blob(hash, body);
      log.append(observation(0, "k"));
    }
    assertThat(Files.readString(folder.resolve("blobs").resolve(hash))).isEqualTo(body);
    try (var log = open()) {
      log.blob(hash, body);
      assertThatThrownBy(() -> log.blob("../../etc/passwd", "x")).isInstanceOf(BadInput.class);
    }
    try (var files = Files.list(folder.resolve("blobs"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void many_lines_keep_their_order() {
    int n = 50_000;
    try (var log = open()) {
      for (int i = 0; i < n; i++) log.append(observation(i, "k" + i));
    }
    try (var log = open()) {
      assertThat(log.recorded().lastSeq()).isEqualTo(n - 1);
      assertThat(log.recorded().observations()).hasSize(n);
    }
  }

  @Test
  void a_full_disk_is_named_once_and_stops_the_log() throws IOException {
    var full = new RandomAccessFile("/dev/full", "rw");
    var log = new FileEventLog(file(), folder.resolve("blobs"), EventLog.Recorded.NOTHING, full);
    log.append(observation(0, "k"));
    assertThatThrownBy(log::close)
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("No space is left for " + file().toAbsolutePath());
  }

  @Test
  void a_full_disk_is_told_once_more_by_the_close_that_follows() throws IOException {
    var full = new RandomAccessFile("/dev/full", "rw");
    var log = new FileEventLog(file(), folder.resolve("blobs"), EventLog.Recorded.NOTHING, full);
    assertThatThrownBy(
            () -> {
              try (log) {
                while (true) log.append(observation(0, "k"));
              }
            })
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("No space is left")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  @Test
  void every_way_to_fail_has_its_sentence() {
    var path = Path.of("x");
    assertThat(Trouble.with(path, new IOException("No space left on device")))
        .hasMessageContaining("No space is left");
    assertThat(Trouble.with(path, new java.nio.file.AccessDeniedException("x")))
        .hasMessageContaining("read-only");
    assertThat(
            Trouble.with(
                path, new java.nio.file.FileSystemException("x", null, "Read-only file system")))
        .hasMessageContaining("read-only");
    assertThat(Optional.of(Trouble.with(path, new IOException("odd")).getMessage()))
        .contains(path.toAbsolutePath() + " cannot be written: odd");
  }
}
