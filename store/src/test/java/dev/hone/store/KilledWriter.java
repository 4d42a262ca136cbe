package dev.hone.store;

import dev.hone.engine.Journal.Kind;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes to a run's files from many threads, saying what was acknowledged, until it is killed. */
final class KilledWriter {
  private KilledWriter() {}

  public static void main(String[] arguments) throws Exception {
    var folder = Path.of(arguments[0]);
    var said =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
            false,
            StandardCharsets.UTF_8);
    try (var journal = SqliteJournal.open(folder.resolve("journal"));
        var events = FileEventLog.open(folder.resolve("events.jsonl"), folder.resolve("blobs"))) {
      int round = (int) journal.size();
      var seq = new long[] {events.recorded().lastSeq()};
      var threads = new Thread[16];
      for (int t = 0; t < threads.length; t++) {
        int thread = t;
        threads[t] =
            Thread.startVirtualThread(() -> {
              for (int i = 0; ; i++) {
                var key = round + "/" + thread + "/" + i;
                journal.write(Kind.CALL, key, body(key));
                synchronized (said) {
                  events.append(
                      "{\"seq\":%d,\"type\":\"ModelCalled\",\"step\":0,\"elapsedMs\":1,\"key\":\"%s\"}"
                          .formatted(++seq[0], key));
                  said.println(key);
                  said.flush();
                }
              }
            });
      }
      for (var thread : threads) thread.join();
    }
  }

  static String body(String key) {
    return (key + " ").repeat(1 + key.hashCode() % 20 * (key.hashCode() % 20));
  }
}
