package dev.hone.store;

import dev.hone.core.BadInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are there whole or not at all, whenever the process or the machine stops. */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes a text, replacing what was there; directories above are created.
   *
   * @throws BadInput naming the path when the disk is full or the place cannot be written; the old
   *     content stays then
   */
  public static void write(Path file, String text) {
    Sqlite.makeRoomFor(file);
    try {
      replace(file, text.getBytes(StandardCharsets.UTF_8), true);
    } catch (IOException e) {
      throw Trouble.with(file, e);
    }
  }

  static void replace(Path file, byte[] bytes, boolean force) throws IOException {
    var absolute = file.toAbsolutePath();
    var part =
        absolute.resolveSibling(
            "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    try {
      try (var channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) channel.write(buffer);
        if (force) channel.force(true);
      }
      Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }
}
