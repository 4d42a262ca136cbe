package dev.hone.lmlocal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Remembers, in a small file beside it, that a file had a digest when it last changed, so that it
 * need not be read whole at every start.
 */
final class Verified {
  private Verified() {}

  /**
   * Whether the file is there with the digest; a file that changed since it was marked is read and,
   * when it is right, marked again.
   */
  static boolean is(Path file, String sha256) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    var mark = mark(file);
    if (Files.isRegularFile(mark) && Files.readString(mark).equals(state(file, sha256))) {
      return true;
    }
    if (!Digests.sha256(file).equals(sha256)) {
      return false;
    }
    mark(file, sha256);
    return true;
  }

  static void mark(Path file, String sha256) throws IOException {
    Files.writeString(mark(file), state(file, sha256));
  }

  private static Path mark(Path file) {
    return file.resolveSibling(file.getFileName() + ".verified");
  }

  private static String state(Path file, String sha256) throws IOException {
    return sha256
        + " "
        + Files.size(file)
        + " "
        + Files.getLastModifiedTime(file).toMillis()
        + "\n";
  }
}
