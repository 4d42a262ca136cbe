package dev.hone.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The world as a command sees it.
 *
 * @param out results
 * @param err progress, warnings and complaints
 * @param directory where relative paths begin
 * @param terminal whether a person watches {@code err} as it is written
 * @param interrupts Ctrl-C
 */
record Shell(
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path directory,
    boolean terminal,
    Interrupts interrupts) {

  /** The world of this process. */
  static Shell ofProcess() {
    var console = System.console();
    return new Shell(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        System.getenv(),
        Path.of("").toAbsolutePath(),
        isTerminal(console),
        Interrupts.ofProcess());
  }

  /** Java only tells about input and output together, so the error stream is asked on Linux. */
  private static boolean isTerminal(@Nullable Console console) {
    var device = Path.of("/proc/self/fd/2");
    try {
      if (Files.isSymbolicLink(device))
        return Files.readSymbolicLink(device).toString().startsWith("/dev/pts/")
            || Files.readSymbolicLink(device).toString().startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
    return console != null && console.isTerminal();
  }

  /** How this person calls Hone, so that a command that is shown can be typed as it stands. */
  String command() {
    return environment.getOrDefault("HONE_COMMAND", "hone");
  }

  Path resolve(String path) {
    return directory.resolve(path).normalize();
  }

  /** A path as a person in this directory would write it. */
  String shorten(Path path) {
    var absolute = directory.resolve(path).normalize();
    return absolute.startsWith(directory) && !absolute.equals(directory)
        ? directory.relativize(absolute).toString()
        : absolute.toString();
  }

  boolean colours() {
    return terminal
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
  }

  /** How wide the terminal is; 80 when nobody says. */
  int columns() {
    var said = environment.getOrDefault("COLUMNS", "");
    try {
      return Math.clamp(Long.parseLong(said.isBlank() && terminal ? width() : said), 40, 200);
    } catch (NumberFormatException e) {
      return 80;
    }
  }

  /** Asks the terminal itself; empty where there is no {@code stty}. */
  private static String width() {
    try {
      var asked =
          new ProcessBuilder("stty", "size")
              .redirectInput(Path.of("/dev/tty").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var answer = asked.inputReader()) {
        var line = answer.readLine();
        return line == null ? "" : line.substring(line.indexOf(' ') + 1).strip();
      }
    } catch (IOException e) {
      return "";
    }
  }
}
