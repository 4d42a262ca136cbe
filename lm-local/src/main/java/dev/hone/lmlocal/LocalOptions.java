package dev.hone.lmlocal;

import dev.hone.core.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an embedded model runs.
 *
 * @param threads of the processor that one batch uses; on a machine with other work, more than are
 *     free make it slower
 * @param parallel most requests computed in one batch, from 1 to 16
 * @param contextTokens tokens the cache holds over all requests in work; also the limit of a single
 *     request, with the model's own. The state of as many again, of prompts that may come back, is
 *     kept beside it
 * @param strict one request at a time, each from an empty cache. Otherwise the scores of a request
 *     differ slightly with what is computed beside it and what is cached, so that an answer near a
 *     tie can turn out either way; with this set, the same request gives the same scores bit for
 *     bit, several times slower
 */
public record LocalOptions(int threads, int parallel, int contextTokens, boolean strict) {
  /** The physical cores, 8 requests, 8,192 tokens, not strict. */
  public static final LocalOptions DEFAULT = new LocalOptions(physicalCores(), 8, 8192, false);

  /**
   * @throws BadInput when a number is out of its range
   */
  public LocalOptions {
    check("threads", threads, 1, 1024);
    check("parallel", parallel, 1, 16);
    check("contextTokens", contextTokens, 256, 1 << 22);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new BadInput(
          "The embedded model's option "
              + name
              + " is "
              + value
              + ". Use a number from "
              + least
              + " to "
              + most
              + ".");
    }
  }

  public LocalOptions withThreads(int next) {
    return new LocalOptions(next, parallel, contextTokens, strict);
  }

  public LocalOptions withParallel(int next) {
    return new LocalOptions(threads, next, contextTokens, strict);
  }

  public LocalOptions withContextTokens(int next) {
    return new LocalOptions(threads, parallel, next, strict);
  }

  public LocalOptions withStrict(boolean next) {
    return new LocalOptions(threads, parallel, contextTokens, next);
  }

  /**
   * The default options changed by the variables {@code HONE_LOCAL_THREADS}, {@code
   * HONE_LOCAL_PARALLEL}, {@code HONE_LOCAL_CONTEXT} and {@code HONE_LOCAL_STRICT} (true or false).
   *
   * @throws BadInput naming the variable that holds no usable value
   */
  public static LocalOptions of(Map<String, String> environment) {
    return new LocalOptions(
        number(environment, "HONE_LOCAL_THREADS", DEFAULT.threads),
        number(environment, "HONE_LOCAL_PARALLEL", DEFAULT.parallel),
        number(environment, "HONE_LOCAL_CONTEXT", DEFAULT.contextTokens),
        environment.getOrDefault("HONE_LOCAL_STRICT", "false").equalsIgnoreCase("true"));
  }

  private static int number(Map<String, String> environment, String name, int absent) {
    var text = environment.get(name);
    if (text == null || text.isBlank()) {
      return absent;
    }
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new BadInput(name + " is '" + text + "'. Use a whole number.", e);
    }
  }

  /**
   * Linux tells which logical processors share a core; elsewhere every processor counts. Never more
   * than this process may use.
   */
  private static int physicalCores() {
    var usable = Runtime.getRuntime().availableProcessors();
    try (var processors =
        Files.newDirectoryStream(Path.of("/sys/devices/system/cpu"), "cpu[0-9]*")) {
      var cores = new HashSet<String>();
      for (var processor : processors) {
        var topology = processor.resolve("topology");
        @Nullable String core = read(topology.resolve("core_id"));
        if (core != null) {
          cores.add(read(topology.resolve("physical_package_id")) + "/" + core);
        }
      }
      return cores.isEmpty() ? usable : Math.min(usable, cores.size());
    } catch (IOException e) {
      return usable;
    }
  }

  private static @Nullable String read(Path file) throws IOException {
    return Files.isReadable(file) ? Files.readString(file).strip() : null;
  }
}
