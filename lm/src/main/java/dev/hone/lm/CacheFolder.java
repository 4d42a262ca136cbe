package dev.hone.lm;

import java.nio.file.Path;
import java.util.Map;

/** Where a person's models and answers are kept between runs. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * {@code HONE_CACHE}, or {@code hone} under {@code XDG_CACHE_HOME}, or {@code ~/.cache/hone};
   * absolute, and not there yet on a fresh machine.
   */
  public static Path of(Map<String, String> environment) {
    var own = environment.getOrDefault("HONE_CACHE", "");
    if (!own.isBlank()) return Path.of(own).toAbsolutePath();
    var caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    var base =
        caches.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(caches);
    return base.resolve("hone").toAbsolutePath();
  }
}
