package dev.hone.store;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right of one process to write. It is a lock of the operating system on a small file that
 * names the holder, so it ends with its process, however that ends.
 *
 * <p>The system drops a process's locks on a file as soon as that process closes any handle on it.
 * So a lease this process holds is never opened a second time.
 */
final class Lease implements AutoCloseable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private Lease(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * @param noun what is leased, for the message
   * @throws BadInput when another process, or this one, holds it
   */
  static Lease take(Path lease, String noun) {
    Sqlite.makeRoomFor(lease);
    var file = real(lease);
    if (!HELD.add(file)) throw inUse(noun, file, "this process");
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) throw inUse(noun, file, holder(channel));
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(description().getBytes(StandardCharsets.UTF_8)), 0);
      return new Lease(file, channel);
    } catch (IOException e) {
      release(file, channel);
      throw Trouble.with(file, e);
    } catch (BadInput e) {
      release(file, channel);
      throw e;
    }
  }

  /** Who holds a lease now; empty when nobody does. */
  static Optional<String> holder(Path lease) {
    if (!Files.isRegularFile(lease)) return Optional.empty();
    var file = real(lease);
    if (HELD.contains(file)) return Optional.of("this process");
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null ? Optional.of(holder(channel)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static BadInput inUse(String noun, Path file, String holder) {
    return new BadInput(
        "The %s %s is in use by %s. Wait until it has ended, or stop it."
            .formatted(noun, Objects.requireNonNullElse(file.getParent(), file), holder));
  }

  private static String holder(FileChannel channel) throws IOException {
    var bytes = ByteBuffer.allocate(1024);
    channel.read(bytes, 0);
    try {
      var map =
          Json.parseObject(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
      return "process %s on %s since %s"
          .formatted(map.get("pid"), map.get("host"), map.get("since"));
    } catch (BadInput e) {
      return "another process";
    }
  }

  private static String description() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("pid", ProcessHandle.current().pid());
    map.put("host", Host.name());
    map.put("since", Instant.now().truncatedTo(ChronoUnit.SECONDS));
    return Json.write(map) + "\n";
  }

  private static Path real(Path lease) {
    var absolute = lease.toAbsolutePath().normalize();
    var folder = absolute.getParent();
    try {
      return folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
    } catch (IOException e) {
      return absolute;
    }
  }

  private static void release(Path file, @Nullable FileChannel channel) {
    try {
      if (channel != null) channel.close();
    } catch (IOException e) {
      System.getLogger("dev.hone.store")
          .log(System.Logger.Level.DEBUG, "A lease was not closed: {0}", e.toString());
    } finally {
      HELD.remove(file);
    }
  }

  @Override
  public void close() {
    release(file, channel);
  }
}
