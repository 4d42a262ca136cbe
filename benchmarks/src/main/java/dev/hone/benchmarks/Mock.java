package dev.hone.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;

/** A {@link MockEndpoint} in a process of its own, so that its CPU is counted to nobody. */
final class Mock implements AutoCloseable {
  private final Process process;
  private final String url;

  Mock(int latencyMillis) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    java(),
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    MockEndpoint.class.getName(),
                    "0",
                    String.valueOf(latencyMillis)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
    if (line == null) throw new IOException("The mock endpoint did not start.");
    url = line;
  }

  String url() {
    return url;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
