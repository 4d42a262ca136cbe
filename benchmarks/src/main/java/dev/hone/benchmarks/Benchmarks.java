package dev.hone.benchmarks;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every contender in a process of its own against the same endpoint and prints one table.
 * Started by {@code benchmarks/run}, which says what the options mean.
 */
public final class Benchmarks {
  private static final int IN_FLIGHT = 64;
  private static final int MANY = 1000;
  private static final int LATENCY_MS = 200;
  private static final double IDEAL = MANY * 1000.0 / LATENCY_MS;

  private final Options options;
  private final Table table = new Table();

  private Benchmarks(Options options) {
    this.options = options;
  }

  /** Options by name; a switch has an empty value. */
  private record Options(Map<String, String> given) {
    private static final Set<String> SWITCHES = Set.of("--quick", "--without-micro");
    private static final Set<String> VALUES =
        Set.of("--endpoint", "--delayed-endpoint", "--python", "--dspy-script", "--without-dspy");

    static Options of(List<String> args) {
      var given = new HashMap<String, String>();
      for (int i = 0; i < args.size(); i++) {
        var name = args.get(i);
        if (SWITCHES.contains(name)) given.put(name, "");
        else if (VALUES.contains(name) && i + 1 < args.size()) given.put(name, args.get(++i));
        else throw new BadInput("The option '%s' is unknown or lacks its value.".formatted(name));
      }
      return new Options(given);
    }

    Optional<String> value(String name) {
      return Optional.ofNullable(given.get(name));
    }

    /** What CPU-bound loads are divided by. */
    int divisor() {
      return given.containsKey("--quick") ? 4 : 1;
    }
  }

  public static void main(String[] args) throws IOException, RunnerException {
    try {
      new Benchmarks(Options.of(List.of(args))).run();
    } catch (BadInput e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private void run() throws IOException, RunnerException {
    try (var mock = new Mock(0)) {
      cpu(options.value("--endpoint").orElse(mock.url()));
    }
    try (var mock = new Mock(LATENCY_MS)) {
      waiting(options.value("--delayed-endpoint").orElse(mock.url()));
    }
    if (options.value("--without-micro").isEmpty()) micro();
    IO.println(table.markdown());
  }

  private void cpu(String url) throws IOException {
    var load = new Load(40_000 / options.divisor(), IN_FLIGHT, 8);
    var full = contender(Contender.FULL_PATH, load, url);
    table.cpu("Hone, full path", full, full, "<= 150 us", full.cpuMicros() <= 150);
    table.cpu("Hone, render, call, parse", contender(Contender.CALL, load, url), full);
    table.cpu("Hone, client alone", contender(Contender.CLIENT, load, url), full);
    table.cpu("LangChain4j 1.16.3 alone", contender(Contender.LANGCHAIN4J, load, url), full);
    var dspy = dspy(new Load(1_500 / Math.min(3, options.divisor()), IN_FLIGHT, 3), url);
    if (dspy.isPresent()) table.cpu("DSPy 3.4.1", dspy.get(), full);
    else table.missing("CPU per call, 64 in flight: DSPy 3.4.1", missing());
    var known = contender(Contender.KNOWN, new Load(1000, IN_FLIGHT, 100), url);
    table.rate("Rollouts known to the run", known, 100_000);
  }

  private void waiting(String url) throws IOException {
    var load = new Load(Math.max(5000, 20_000 / options.divisor()), MANY, 8);
    table.waiting("Hone, full path", contender(Contender.FULL_PATH, load, url), IDEAL, true);
    table.waiting("Hone, client alone", contender(Contender.CLIENT, load, url), IDEAL, false);
    table.waiting(
        "LangChain4j 1.16.3 alone", contender(Contender.LANGCHAIN4J, load, url), IDEAL, false);
    var dspy = dspy(new Load(2_000, MANY, 2), url);
    if (dspy.isPresent()) table.waiting("DSPy 3.4.1", dspy.get(), IDEAL, false);
    else table.missing("200 ms latency, 1,000 in flight: DSPy 3.4.1", missing());
  }

  private String missing() {
    return options.value("--without-dspy").orElse("no Python was given");
  }

  private void micro() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(HotPath.class.getName())
                    .verbosity(VerboseMode.SILENT)
                    .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                    .build())
            .run();
    for (var result : results)
      table.micro(
          result.getPrimaryResult().getLabel(),
          result.getPrimaryResult().getScore(),
          result.getPrimaryResult().getScoreError());
  }

  private static Load.Figure contender(Contender contender, Load load, String url)
      throws IOException {
    return figure(
        List.of(
            Mock.java(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Contender.class.getName(),
            contender.name(),
            url,
            String.valueOf(load.calls()),
            String.valueOf(load.inFlight()),
            String.valueOf(load.rounds())));
  }

  private Optional<Load.Figure> dspy(Load load, String url) throws IOException {
    var python = options.value("--python");
    var script = options.value("--dspy-script");
    if (python.isEmpty() || script.isEmpty()) return Optional.empty();
    return Optional.of(
        figure(
            List.of(
                python.get(),
                script.get(),
                url,
                String.valueOf(load.calls()),
                String.valueOf(load.inFlight()),
                String.valueOf(load.rounds()))));
  }

  private static Load.Figure figure(List<String> command) throws IOException {
    var log = Files.createTempFile("hone-benchmark", ".log");
    try {
      var process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      var said =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      var lines = said.strip().lines().toList();
      if (lines.isEmpty() || !lines.getLast().startsWith("{"))
        throw new BadInput(
            "%s gave no figure but:\n%s%s"
                .formatted(String.join(" ", command), said, Files.readString(log)));
      var map = Json.parseObject(lines.getLast());
      return new Load.Figure(
          ((Number) map.getOrDefault("cpuMicros", 0)).doubleValue(),
          ((Number) map.getOrDefault("perSecond", 0)).doubleValue(),
          ((Number) map.getOrDefault("wrong", 0)).longValue());
    } finally {
      Files.delete(log);
    }
  }
}
