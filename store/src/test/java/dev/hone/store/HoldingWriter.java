package dev.hone.store;

import dev.hone.engine.Journal.Kind;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Holds a journal until it is killed. */
final class HoldingWriter {
  private HoldingWriter() {}

  public static void main(String[] arguments) throws Exception {
    try (var journal = SqliteJournal.open(Path.of(arguments[0]))) {
      journal.write(Kind.CALL, "from", "child");
      System.out.println("open");
      new CountDownLatch(1).await();
    }
  }
}
