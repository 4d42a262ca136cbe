package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.lm.ModelSpec;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be said on the command line instead of in a task file. */
final class TaskOptions {
  @Option(
      names = "--student",
      paramLabel = "SPEC",
      description = "The model that runs the program, for example local/smollm2-135m-instruct.")
  @Nullable String student;

  @Option(
      names = "--teacher",
      paramLabel = "SPEC",
      description = "The model that writes prompts and demos; the student when left out.")
  @Nullable String teacher;

  @Option(
      names = "--judge",
      paramLabel = "SPEC",
      description = "The model that grades, for metrics that ask one.")
  @Nullable String judge;

  @Option(
      names = "--adapter",
      paramLabel = "FORMAT",
      description = "How answers are written: auto, markers, json, xml or plain.")
  @Nullable String format;

  @Option(names = "--parallel", paramLabel = "N", description = "Rollouts at a time.")
  @Nullable Integer parallel;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "For one whole answer, for example 30s.")
  @Nullable String deadline;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of all random choices; 0 when left out.")
  @Nullable Long seed;

  @Option(names = "--no-cache", description = "Neither use nor keep answers beyond this run.")
  boolean noCache;

  @Option(
      names = "--allow-commands",
      description = "Let a metric of the task file run its command.")
  boolean allowCommands;

  Optional<ModelSpec> studentSpec() {
    return spec("--student", student);
  }

  Optional<ModelSpec> teacherSpec() {
    return spec("--teacher", teacher);
  }

  Optional<ModelSpec> judgeSpec() {
    return spec("--judge", judge);
  }

  Optional<Duration> deadlineTime() {
    return duration("--deadline", deadline);
  }

  Optional<String> formatName() {
    return Optional.ofNullable(format)
        .map(f ->
            TaskFile.checkedFormat(
                f,
                expected -> new BadInput("--adapter is '%s'. Write %s.".formatted(f, expected))));
  }

  Optional<Integer> places() {
    if (parallel != null && (parallel < 1 || parallel > 100_000))
      throw new BadInput("--parallel is %d. Write a number from 1 to 100000.".formatted(parallel));
    return Optional.ofNullable(parallel);
  }

  static Optional<Duration> duration(String option, @Nullable String text) {
    return Optional.ofNullable(text)
        .map(t ->
            Section.durationOf(t)
                .orElseThrow(() ->
                    new BadInput(
                        "%s is '%s'. Write a duration such as 30s, 5m, 2h or PT5M."
                            .formatted(option, t))));
  }

  private static Optional<ModelSpec> spec(String option, @Nullable String text) {
    try {
      return Optional.ofNullable(text).map(ModelSpec::parse);
    } catch (BadInput e) {
      throw e.at(option);
    }
  }
}
