package dev.hone.store;

import dev.hone.core.BadInput;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

/** Says in words why a file cannot be written. */
final class Trouble {
  static final String FULL =
      "No space is left for %s. Everything written before is intact: free some space and go on with --resume.";
  static final String READ_ONLY =
      "%s cannot be written: the file or its directory is read-only. Make it writable, or give another place.";

  private Trouble() {}

  /** The same complaint for the next who meets it; one exception cannot be thrown to several. */
  static RuntimeException again(RuntimeException first) {
    return first instanceof BadInput
        ? new BadInput(String.valueOf(first.getMessage()), first)
        : new IllegalStateException(first.getMessage(), first);
  }

  static BadInput with(Path path, IOException e) {
    var place = path.toAbsolutePath();
    var reason = reason(e);
    if (reason.contains("No space left")
        || reason.contains("quota")
        || reason.contains("File too large")) return new BadInput(FULL.formatted(place), e);
    if (e instanceof AccessDeniedException
        || reason.contains("Read-only")
        || reason.contains("Permission denied")
        || reason.contains("not permitted")) return new BadInput(READ_ONLY.formatted(place), e);
    if (e instanceof NotDirectoryException
        || reason.contains("Not a directory")
        || Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(place))
      return new BadInput(
          "%s cannot be used: a file stands where a directory is needed. Give another place."
              .formatted(place),
          e);
    return new BadInput("%s cannot be written: %s".formatted(place, reason), e);
  }

  private static String reason(IOException e) {
    var said = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return Objects.requireNonNullElse(said, e.getClass().getSimpleName());
  }
}
