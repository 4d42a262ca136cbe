package dev.hone.lmlocal;

import dev.hone.core.BadInput;
import dev.hone.lm.CacheFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The per-user cache of model files. A file is in it whole and with the right digest, or not at
 * all; any number of threads and processes may fetch at once, one does the work and the others wait
 * for it.
 *
 * @param directory the cache
 * @param accepted words with which the user accepted licence terms
 */
public record ModelStore(Path directory, Set<String> accepted) {
  private static final Object IN_PROCESS = new Object();

  public ModelStore {
    accepted = Set.copyOf(accepted);
  }

  /** Told how a fetch goes on, from one thread at a time. */
  @FunctionalInterface
  public interface Progress {
    Progress NONE = (what, done, total) -> {};

    /**
     * @param what a few words for a person, the same until the next stage begins
     * @param done bytes
     * @param total bytes; 0 when unknown
     */
    void at(String what, long done, long total);
  }

  /**
   * The store of this user; {@code HONE_ACCEPT_LICENCE} lists accepted terms, separated by commas.
   */
  public static ModelStore of(Map<String, String> environment) {
    var words =
        environment.getOrDefault(
            "HONE_ACCEPT_LICENCE", environment.getOrDefault("HONE_ACCEPT_LICENSE", ""));
    var accepted =
        Arrays.stream(words.split(","))
            .map(String::strip)
            .filter(word -> !word.isEmpty())
            .collect(Collectors.toSet());
    return new ModelStore(CacheFolder.of(environment), accepted);
  }

  /** Whether a model is in the cache, so that opening it needs no network. */
  public boolean has(CatalogueModel model) {
    return Files.isRegularFile(path(model.file()));
  }

  /**
   * The file to load a model from: fetched, checked and re-encoded first where that has not been
   * done.
   *
   * @throws BadInput when terms must be accepted first
   * @throws LocalModelException when no source gave the right file, saying what each said and what
   *     to do
   */
  public Path fetch(CatalogueModel model, Progress progress) {
    synchronized (IN_PROCESS) {
      try {
        Files.createDirectories(path(""));
        try (var lock =
            FileChannel.open(
                path(model.name() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
          // Released when the channel closes.
          lock.lock();
          var original = original(model, progress);
          return model.reencoded().isEmpty()
              ? original
              : reencoded(model, model.reencoded().get(), original, progress);
        }
      } catch (IOException e) {
        throw new LocalModelException(
            "The model "
                + model.name()
                + " could not be written to the cache "
                + path("")
                + ": "
                + reason(e)
                + "\nFree some space or set HONE_CACHE to a directory that can be written.",
            e);
      }
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }

  Path path(String file) {
    return directory.resolve("models").resolve(file);
  }

  private Path original(CatalogueModel model, Progress progress) throws IOException {
    var target = path(model.file());
    if (Verified.is(target, model.sha256())) {
      return target;
    }
    model
        .licence()
        .accept()
        .filter(word -> !accepted.contains(word))
        .ifPresent(word -> {
          throw new BadInput(
              "The model "
                  + model.name()
                  + " comes under the "
                  + model.licence().name()
                  + " ("
                  + model.licence().url()
                  + ").\nRead them, and if you accept them set HONE_ACCEPT_LICENCE="
                  + word
                  + " and run this again.");
        });
    var part = path(model.file() + ".part");
    var failures = new StringBuilder();
    for (var source : model.sources()) {
      try {
        Fetch.from(source, model, part, progress);
        var found = Digests.sha256(part);
        if (found.equals(model.sha256())) {
          Files.move(
              part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
          Verified.mark(target, model.sha256());
          return target;
        }
        Files.deleteIfExists(part);
        failures
            .append("\n- ")
            .append(Fetch.name(source))
            .append(" gave a file with the digest ")
            .append(found);
      } catch (Fetch.Failed e) {
        failures.append("\n- ").append(Fetch.name(source)).append(": ").append(e.getMessage());
      }
    }
    throw new LocalModelException(
        "The model "
            + model.name()
            + " ("
            + model.bytes() / 1_000_000
            + " MB) could not be fetched:"
            + failures
            + "\nConnect to the network and run this again, or put the file with the SHA-256 digest "
            + model.sha256()
            + " at "
            + target
            + ".");
  }

  private Path reencoded(
      CatalogueModel model, CatalogueModel.Reencoded wanted, Path original, Progress progress)
      throws IOException {
    var target = path(wanted.file());
    if (Verified.is(target, wanted.sha256())) {
      return target;
    }
    var what = "Re-encoding " + model.name() + " for speed";
    progress.at(what, 0, model.bytes());
    var part = path(wanted.file() + ".part");
    try {
      Reencoding.write(original, part);
      if (!Digests.sha256(part).equals(wanted.sha256())) {
        return original;
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Verified.mark(target, wanted.sha256());
      progress.at(what, model.bytes(), model.bytes());
      return target;
    } catch (IOException e) {
      // No room for the faster form: the original works as well.
      return original;
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
