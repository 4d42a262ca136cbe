package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.ContentId;
import dev.hone.core.Settings;
import dev.hone.core.Signature;
import dev.hone.engine.Budget;
import dev.hone.lm.Adapters;
import dev.hone.lm.ModelSpec;
import dev.hone.programs.Pipeline;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A task as a person wrote it.
 *
 * @param file where it was read; relative paths in it begin in its folder
 * @param digest hash of its text
 * @param row what a row of the data holds
 * @param data empty for a text that is scored by itself
 * @param settings for every slot that does not set its own
 * @param prices a price file that goes over the built-in table
 */
record TaskFile(
    Path file,
    String digest,
    String name,
    Pipeline program,
    Signature row,
    Optional<String> format,
    Section data,
    Object metric,
    int metricLine,
    Optional<ModelSpec> student,
    Optional<ModelSpec> teacher,
    Optional<ModelSpec> judge,
    Optional<String> optimizer,
    Map<String, Object> options,
    int optimizerLine,
    Budget budget,
    Optional<Duration> deadline,
    Optional<Integer> parallel,
    Optional<Long> seed,
    Settings settings,
    Optional<Path> prices,
    Optional<String> cache) {

  private static final String[] KEYS = {
    "name",
    "program",
    "adapter",
    "data",
    "metric",
    "student",
    "teacher",
    "judge",
    "optimizer",
    "budget",
    "deadline",
    "parallel",
    "seed",
    "settings",
    "prices",
    "cache",
    "text",
    "texts",
    "objective",
    "background",
    "case"
  };

  /**
   * Reads a task file.
   *
   * @throws BadInput naming file, line and key
   */
  static TaskFile read(Path file, Shell shell) {
    var shown = shell.shorten(file);
    var text = text(file, shown);
    var root = Section.of(shown, Yaml.parse(shown, text));
    root.only(KEYS);
    var settings = settings(root);
    var texts = TextProgram.read(root);
    var program = texts.map(TextProgram::program).orElseGet(() -> program(root, settings));
    return new TaskFile(
        file,
        ContentId.full(text),
        root.text("name").orElse(stem(file)),
        program,
        row(root, program, texts),
        format(root),
        data(root, texts),
        root.any("metric")
            .map(TaskFile::plain)
            .orElseThrow(() -> root.missing("metric", "for example metric: {exact: [label]}")),
        root.line("metric"),
        model(root, "student"),
        model(root, "teacher"),
        model(root, "judge"),
        optimizerName(root),
        optimizerOptions(root),
        root.line("optimizer"),
        budget(root),
        root.duration("deadline"),
        root.whole("parallel")
            .map(n -> {
              if (n < 1 || n > 100_000) throw root.wrong("parallel", "a number from 1 to 100000");
              return n.intValue();
            }),
        root.whole("seed"),
        settings,
        root.text("prices").map(p -> existing(root, "prices", file.resolveSibling(p))),
        root.text("cache"));
  }

  /**
   * The keys that a task file has, for who can do without some of them.
   *
   * @throws BadInput when it cannot be read, or has a key that is not known
   */
  static Set<String> keys(Path file, Shell shell) {
    var shown = shell.shorten(file);
    var root = Section.of(shown, Yaml.parse(shown, text(file, shown)));
    root.only(KEYS);
    return Arrays.stream(KEYS).filter(root::has).collect(Collectors.toSet());
  }

  private static Signature row(Section root, Pipeline program, Optional<TextProgram> texts) {
    if (texts.isPresent() && root.has("data") && texts.get().row().isEmpty())
      throw root.missing(
          "case", "what a row of the data holds, for example case: \"question -> answer\"");
    return texts
        .flatMap(TextProgram::row)
        .orElseGet(() -> new Signature(program.inputs(), program.outputs()));
  }

  private static Section data(Section root, Optional<TextProgram> texts) {
    return root.section("data")
        .or(() -> texts.map(_ -> root.empty("data")))
        .orElseThrow(
            () -> root.missing("data", "data: {train: train.jsonl, validation: validation.jsonl}"));
  }

  /** Whether a model answers the cases; a text is scored as it is. */
  boolean asks() {
    return program.predictors().stream().anyMatch(p -> !p.isText());
  }

  private static Object plain(Yaml value) {
    return Objects.requireNonNullElse(value.plain(), "");
  }

  private static String text(Path file, String shown) {
    if (Files.isDirectory(file))
      throw new BadInput("%s is a folder. Name the task file in it.".formatted(shown));
    if (!Files.exists(file))
      throw new BadInput(
          "There is no task file %s. Give the path of a YAML file; 'hone demo' makes one to start from."
              .formatted(shown));
    try {
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new BadInput("%s is not UTF-8 text. Save it as UTF-8.".formatted(shown), e);
    } catch (IOException e) {
      throw new BadInput(
          "%s cannot be read (%s). Check its permissions."
              .formatted(shown, e.getClass().getSimpleName()),
          e);
    }
  }

  /** The steps, each with the task's settings where it has none of its own. */
  private static Pipeline program(Section root, Settings settings) {
    return root.at(
        "program",
        () -> {
          if (!root.has("program"))
            throw root.missing(
                "program",
                "a list of steps, each with a 'slot' and a 'signature' such as \"text -> label\"; or 'text: …' to improve a text without a program");
          var plain = root.any("program").map(Yaml::plain).orElse(Map.of());
          if (!(plain instanceof Map<?, ?> map)) return Pipeline.of(with(settings, plain));
          if (!map.containsKey("steps")) return Pipeline.of(with(settings, List.of(map)));
          var program = new LinkedHashMap<Object, Object>(map);
          program.computeIfPresent("steps", (_, steps) -> with(settings, steps));
          return Pipeline.of(program);
        });
  }

  private static Object with(Settings settings, Object steps) {
    if (!(steps instanceof List<?> list) || settings.map().isEmpty()) return steps;
    return list.stream().map(step -> step(settings, step)).toList();
  }

  private static Object step(Settings settings, @Nullable Object step) {
    if (!(step instanceof Map<?, ?> map)) return String.valueOf(step);
    var next = new LinkedHashMap<Object, Object>(map);
    var own = map.get("settings");
    if (own != null && !(own instanceof Map<?, ?>)) return step;
    var all = new LinkedHashMap<Object, Object>(settings.map());
    if (own instanceof Map<?, ?> some) all.putAll(some);
    next.put("settings", all);
    return next;
  }

  private static Optional<String> format(Section root) {
    return root.any("adapter")
        .map(value -> {
          var name =
              value instanceof Yaml.Mapping
                  ? root.section("adapter")
                      .flatMap(s -> {
                        s.only("format");
                        return s.text("format");
                      })
                  : root.text("adapter");
          return checkedFormat(name.orElse(Adapters.AUTO), m -> root.wrong("adapter", m));
        });
  }

  /** The name of a format, when there is one of that name. */
  static String checkedFormat(
      String name, java.util.function.Function<String, BadInput> complaint) {
    if (Adapters.names().contains(name)) return name;
    throw complaint.apply("one of " + String.join(", ", Adapters.names()));
  }

  private static Optional<ModelSpec> model(Section root, String key) {
    return root.text(key).map(text -> root.at(key, () -> ModelSpec.parse(text)));
  }

  private static Optional<String> optimizerName(Section root) {
    return root.any("optimizer")
        .flatMap(value -> {
          if (!(value instanceof Yaml.Mapping)) return root.text("optimizer");
          var section = root.section("optimizer").orElseThrow();
          section.only("name", "options");
          return Optional.of(
              section
                  .text("name")
                  .orElseThrow(() -> section.missing("name", "name: bootstrap-random-search")));
        });
  }

  private static Map<String, Object> optimizerOptions(Section root) {
    if (!(root.any("optimizer").orElse(null) instanceof Yaml.Mapping)) return Map.of();
    return root.section("optimizer")
        .flatMap(s -> s.section("options"))
        .map(s -> Map.copyOf(s.node().plain()))
        .orElse(Map.of());
  }

  private static Budget budget(Section root) {
    var found = root.section("budget");
    if (found.isEmpty()) return Budget.NONE;
    var section = found.get();
    section.only("rollouts", "calls", "tokens", "usd", "time");
    var budget = Budget.NONE;
    if (section.has("rollouts")) budget = budget.withRollouts(section.whole("rollouts").orElse(0L));
    if (section.has("calls")) budget = budget.withCalls(section.whole("calls").orElse(0L));
    if (section.has("tokens")) budget = budget.withTokens(section.whole("tokens").orElse(0L));
    if (section.has("usd")) budget = budget.withUsd(section.number("usd").orElse(0.0));
    var time = section.duration("time");
    return time.isPresent() ? budget.withTime(time.get()) : budget;
  }

  private static Settings settings(Section root) {
    return root.section("settings")
        .map(s -> root.at("settings", () -> new Settings(new TreeMap<>(s.node().plain()))))
        .orElse(Settings.NONE);
  }

  private static Path existing(Section root, String key, Path path) {
    if (Files.isRegularFile(path)) return path;
    throw root.wrong(key, "the path of a file that exists, beside the task file");
  }

  private static String stem(Path file) {
    var name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
