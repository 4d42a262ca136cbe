package dev.hone.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hone.core.BadInput;
import dev.hone.core.Grade;
import dev.hone.core.GraderFailed;
import dev.hone.core.Json;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets a program of the user's grade. It gets one JSON object {@code {input, expected, actual,
 * trace}} on standard input and answers on standard output with a number from 0 to 1, or {@code
 * {"score": …, "feedback": …, "parts": {…}, "remarks": {…}}}. It is started without a shell, and
 * without the variables of the environment that look like secrets; at the deadline it and all it
 * started are killed.
 *
 * @param run the program and its arguments; a name with a slash is found from {@code folder}
 * @param folder where it runs
 */
record ExternalCommand(List<String> run, Duration deadline, Path folder)
    implements DescribedMetric {
  private static final long MOST_OUTPUT = 1 << 20;
  private static final int TAIL = 500;
  private static final Pattern SECRET =
      Pattern.compile("KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL");

  /**
   * @throws BadInput when there is no such program
   */
  ExternalCommand {
    run = List.copyOf(run);
    if (places(run.getFirst(), folder).noneMatch(Files::isExecutable))
      throw new BadInput(
          "The metric's command '%s' cannot be started: there is no such program. Check that the file is there and executable."
              .formatted(run.getFirst()));
  }

  /** Where a program may be: below {@code folder} when it has a slash, else on the path. */
  private static Stream<Path> places(String program, Path folder) {
    if (program.contains("/")) return Stream.of(folder.resolve(program).normalize());
    var path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(p -> !p.isBlank())
        .flatMap(p -> Stream.of("", ".exe", ".cmd").map(end -> Path.of(p, program + end)));
  }

  @Override
  public Grade grade(Values input, Values expected, Values actual, Trace trace) throws Exception {
    var question = new LinkedHashMap<String, Object>();
    question.put("input", input);
    question.put("expected", expected);
    question.put("actual", actual);
    question.put("trace", trace.steps());
    var files = Files.createTempDirectory("hone-grade");
    var in = files.resolve("in");
    var out = files.resolve("out");
    var err = files.resolve("err");
    try {
      Files.writeString(in, Json.write(question));
      int status = finish(start(in, out, err), err);
      if (status != 0) throw failed("ended with status " + status, err);
      if (Files.size(out) > MOST_OUTPUT) throw failed("wrote more than a megabyte", err);
      return grade(new String(Files.readAllBytes(out), UTF_8).strip(), err);
    } finally {
      for (var file : List.of(in, out, err, files)) Files.deleteIfExists(file);
    }
  }

  private Process start(Path in, Path out, Path err) {
    var command = new ArrayList<>(run);
    if (run.getFirst().contains("/"))
      command.set(0, folder.resolve(run.getFirst()).normalize().toAbsolutePath().toString());
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toAbsolutePath().toFile())
            .redirectInput(in.toFile())
            .redirectOutput(Redirect.to(out.toFile()))
            .redirectError(Redirect.to(err.toFile()));
    removeSecrets(builder.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new GraderFailed(
          "The metric's command '%s' cannot be started: %s."
              .formatted(run.getFirst(), e.getMessage()),
          e);
    }
  }

  static void removeSecrets(Map<String, String> environment) {
    environment.keySet().removeIf(name -> SECRET.matcher(name.toUpperCase(Locale.ROOT)).find());
  }

  private int finish(Process process, Path err) throws InterruptedException {
    try {
      if (process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) return process.exitValue();
      throw failed("did not answer within " + deadline, err);
    } finally {
      if (process.isAlive()) kill(process);
    }
  }

  private static void kill(Process process) {
    var offspring = process.descendants().toList();
    process.destroyForcibly();
    offspring.forEach(ProcessHandle::destroyForcibly);
  }

  private Grade grade(String answer, Path err) {
    try {
      return switch (Json.parse(answer)) {
        case Number n -> Grade.of(n.doubleValue(), "");
        case Map<?, ?> map when map.get("score") instanceof Number n ->
            new Grade(
                n.doubleValue(),
                map.get("feedback") instanceof String s ? s : "",
                named(map.get("parts"), Number.class, Number::doubleValue),
                named(map.get("remarks"), String.class, Function.identity()));
        case null, default -> throw failed("answered " + Reference.shown(answer), err);
      };
    } catch (IllegalArgumentException e) {
      throw failed(
          "answered " + Reference.shown(answer) + ", and a score must be within 0..1", err);
    } catch (BadInput e) {
      throw failed("answered " + Reference.shown(answer), err);
    }
  }

  /** What is of a type among values by name. */
  private static <T, R> Map<String, R> named(
      @Nullable Object values, Class<T> type, Function<T, R> read) {
    var named = new LinkedHashMap<String, R>();
    if (values instanceof Map<?, ?> map)
      map.forEach((name, value) -> {
        if (type.isInstance(value)) named.put(String.valueOf(name), read.apply(type.cast(value)));
      });
    return named;
  }

  private GraderFailed failed(String what, Path err) {
    return new GraderFailed(
        "The metric's command '%s' %s. It must write a number from 0 to 1, or {\"score\": 0.5, \"feedback\": \"…\"}.%s"
            .formatted(run.getFirst(), what, tail(err)));
  }

  private static String tail(Path err) {
    try (var channel = Files.newByteChannel(err)) {
      channel.position(Math.max(0, channel.size() - TAIL));
      var bytes = ByteBuffer.allocate(TAIL);
      int length = Math.max(0, channel.read(bytes));
      var text = new String(bytes.array(), 0, length, UTF_8).strip();
      return text.isEmpty() ? "" : " Its last words: " + text;
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public Description describe() {
    return Description.of(
        "command", List.of(), Map.of("run", run, "deadline", deadline.toString()));
  }
}
