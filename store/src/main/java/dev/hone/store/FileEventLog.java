package dev.hone.store;

import dev.hone.core.BadInput;
import dev.hone.engine.EventLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event log in a file of lines, long bodies beside it as files named by their hash. Lines are on
 * disk at most 100 ms after they were appended, in order, and never half; a body is there before
 * the line that names it.
 */
public final class FileEventLog implements EventLog {
  private static final long EVERY_MS = 100;
  private static final int SOON = 256 << 10;
  private static final int MOST = 16 << 20;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{12,64}");

  private final Path file;
  private final Path blobs;
  private final Recorded recorded;
  private final RandomAccessFile out;
  private final Thread writer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition written = lock.newCondition();
  private final Set<String> kept = new HashSet<>();
  private Lines lines = new Lines();
  private Lines spare = new Lines();
  private SequencedMap<String, byte[]> bodies = new LinkedHashMap<>();
  private int pending;
  private boolean closing;
  private @Nullable BadInput failure;

  /** Lines that are written to the file without being copied before. */
  private static final class Lines extends ByteArrayOutputStream {
    Lines() {
      super(SOON);
    }

    void writeTo(RandomAccessFile file) throws IOException {
      file.write(buf, 0, count);
    }
  }

  /**
   * Opens or creates a log. A line that was cut off at the end is removed.
   *
   * @param blobs directory of long bodies
   * @throws BadInput when the file cannot be used or a line within it is damaged
   */
  public static FileEventLog open(Path file, Path blobs) {
    Sqlite.makeRoomFor(file);
    var read = EventLines.read(file);
    try {
      var out = new RandomAccessFile(file.toFile(), "rw");
      if (out.length() > read.goodBytes()) out.setLength(read.goodBytes());
      out.seek(read.goodBytes());
      return new FileEventLog(file, blobs, read.recorded(), out);
    } catch (IOException e) {
      throw Trouble.with(file, e);
    }
  }

  FileEventLog(Path file, Path blobs, Recorded recorded, RandomAccessFile out) {
    this.file = file;
    this.blobs = blobs;
    this.recorded = recorded;
    this.out = out;
    this.writer = Thread.ofPlatform().name("hone-events").daemon(true).unstarted(this::run);
    writer.start();
  }

  @Override
  public Recorded recorded() {
    return recorded;
  }

  /**
   * Hands a line over.
   *
   * @throws BadInput when earlier lines could not be written
   */
  @Override
  public void append(String line) {
    var bytes = line.getBytes(StandardCharsets.UTF_8);
    lock.lock();
    try {
      admit(bytes.length);
      lines.writeBytes(bytes);
      lines.write('\n');
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void blob(String hash, String body) {
    blob(blobs, hash);
    lock.lock();
    try {
      if (!kept.add(hash)) return;
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      admit(bytes.length);
      bodies.put(hash, bytes);
    } finally {
      lock.unlock();
    }
  }

  /** The file of a body; a hash never leads elsewhere. */
  static Path blob(Path blobs, String hash) {
    if (!HASH.matcher(hash).matches())
      throw new BadInput("'%s' is not a content hash.".formatted(hash));
    return blobs.resolve(hash);
  }

  /** Waits while too much is pending, and wakes the writer when it sleeps or should hurry. */
  private void admit(int bytes) {
    while (pending > MOST && failure == null && !closing) written.awaitUninterruptibly();
    if (failure != null) throw Trouble.again(failure);
    if (closing) throw new IllegalStateException("The event log is closed.");
    if (pending == 0 || pending < SOON && pending + bytes >= SOON) work.signal();
    pending += bytes + 1;
  }

  private void run() {
    while (true) {
      Lines nextLines;
      SequencedMap<String, byte[]> nextBodies;
      lock.lock();
      try {
        while (pending == 0 && !closing) work.awaitUninterruptibly();
        gather();
        if (pending == 0) return;
        nextLines = lines;
        nextBodies = bodies;
        lines = spare;
        bodies = new LinkedHashMap<>();
        pending = 0;
      } finally {
        lock.unlock();
      }
      var wrong = write(nextLines, nextBodies);
      spare = emptied(nextLines);
      lock.lock();
      try {
        if (failure == null) failure = wrong;
        written.signalAll();
        if (failure != null) return;
      } finally {
        lock.unlock();
      }
    }
  }

  /** The same buffer for the lines after next, unless one burst has made it large. */
  private static Lines emptied(Lines written) {
    if (written.size() > 2 * SOON) return new Lines();
    written.reset();
    return written;
  }

  private void gather() {
    long left = TimeUnit.MILLISECONDS.toNanos(EVERY_MS);
    try {
      while (left > 0 && pending < SOON && !closing) left = work.awaitNanos(left);
    } catch (InterruptedException e) {
      closing = true;
    }
  }

  private @Nullable BadInput write(Lines text, Map<String, byte[]> longBodies) {
    for (var body : longBodies.entrySet()) {
      var target = blob(blobs, body.getKey());
      try {
        Files.createDirectories(blobs);
        if (!Files.exists(target)) AtomicFile.replace(target, body.getValue(), false);
      } catch (IOException e) {
        return Trouble.with(target, e);
      }
    }
    long before = -1;
    try {
      before = out.getFilePointer();
      text.writeTo(out);
      return null;
    } catch (IOException e) {
      cut(before);
      return Trouble.with(file, e);
    }
  }

  /** Takes back a line that was written in part. */
  private void cut(long length) {
    try {
      if (length >= 0) out.setLength(length);
    } catch (IOException e) {
      System.getLogger("dev.hone.store")
          .log(System.Logger.Level.DEBUG, "The torn line stays until the next start: {0}", e);
    }
  }

  /**
   * Writes what is pending.
   *
   * @throws BadInput when it could not be written
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      work.signal();
      written.signalAll();
    } finally {
      lock.unlock();
    }
    Threads.join(writer);
    try (out) {
      if (failure != null) throw Trouble.again(failure);
      out.getFD().sync();
    } catch (IOException e) {
      throw Trouble.with(file, e);
    }
  }
}
