package dev.hone.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM that runs a main class of the tests. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader said;

  private Child(Process process) {
    this.process = process;
    this.said = process.inputReader(StandardCharsets.UTF_8);
  }

  static Child of(Class<?> main, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new Child(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  long pid() {
    return process.pid();
  }

  /** The next {@code n} lines it says. */
  List<String> lines(int n) throws IOException {
    var lines = new ArrayList<String>();
    while (lines.size() < n) {
      var line = said.readLine();
      if (line == null) throw new IOException("The child ended after " + lines);
      lines.add(line);
    }
    return lines;
  }

  /** Kills it as {@code kill -9} does and returns the whole lines it had still said. */
  List<String> kill() throws IOException, InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
    var rest = new StringBuilder();
    var buffer = new char[8192];
    for (int n = said.read(buffer); n >= 0; n = said.read(buffer)) rest.append(buffer, 0, n);
    int end = rest.lastIndexOf("\n");
    return end < 0 ? List.of() : rest.substring(0, end).lines().toList();
  }

  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
