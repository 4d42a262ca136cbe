package dev.hone.data;

import dev.hone.core.BadInput;
import dev.hone.core.Field;
import dev.hone.core.FieldType;
import dev.hone.core.Json;
import dev.hone.core.Refined;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the {@code metric} block of a task. */
record MetricReader(Signature signature, Path folder, boolean commandsAllowed) {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Set<String> NAMES =
      Set.of(
          "exact",
          "normalised",
          "f1",
          "contains",
          "regex",
          "numeric",
          "set",
          "json",
          "judge",
          "command",
          "refined",
          "mix");
  private static final Map<String, String> ALIASES =
      Map.of("normalized", "normalised", "jaccard", "set", "llm-judge", "judge");

  DescribedMetric read(@Nullable Object spec) {
    return read("metric", spec);
  }

  private DescribedMetric read(String place, @Nullable Object spec) {
    return switch (spec) {
      case String name -> one(place, name, null);
      case List<?> list -> weighted(place, list);
      case Map<?, ?> map when !map.isEmpty() -> several(Options.of(place, map));
      case null, default ->
          throw new BadInput(
              "%s: expected a metric, found %s. Write for example metric: exact, or metric: {exact: [%s]}."
                  .formatted(place, Json.write(spec), signature.outputs().getFirst().name()));
    };
  }

  /** {@code {exact: [date], numeric: [amount]}}: every field counts the same. */
  private DescribedMetric several(Options options) {
    var metrics = new ArrayList<DescribedMetric>();
    var weights = new ArrayList<Double>();
    options
        .map()
        .forEach((name, value) -> {
          var metric = one(options.place(), name, value);
          metrics.add(metric);
          weights.add(metric instanceof PerField fields ? (double) fields.fields().size() : 1.0);
        });
    return metrics.size() == 1 ? metrics.getFirst() : mix(metrics, weights);
  }

  /** {@code [{exact: [a], weight: 2}, {judge: {…}}]}. */
  private DescribedMetric weighted(String place, List<?> list) {
    if (list.isEmpty()) throw new BadInput(place + ": the mix is empty. Name at least one metric.");
    var metrics = new ArrayList<DescribedMetric>();
    var weights = new ArrayList<Double>();
    for (var item : list) {
      var where = place + "[" + metrics.size() + "]";
      var options =
          Options.of(where, item instanceof String name ? new TreeMap<>(Map.of(name, true)) : item);
      var names = options.map().keySet().stream().filter(k -> !k.equals("weight")).toList();
      if (names.size() != 1)
        throw new BadInput(
            "%s: expected one metric and its weight, found %s. Write {exact: [a], weight: 2}."
                .formatted(where, names));
      double weight = options.number("weight", 0).orElse(1);
      if (weight == 0) throw options.wrong("weight", "a positive number", 0);
      metrics.add(one(where, names.getFirst(), options.map().get(names.getFirst())));
      weights.add(weight);
    }
    return mix(metrics, weights);
  }

  static DescribedMetric mix(List<DescribedMetric> metrics, List<Double> weights) {
    var used = new HashSet<String>();
    var parts = new ArrayList<Mix.Weighted>();
    for (int i = 0; i < metrics.size(); i++) {
      var metric = metrics.get(i);
      var description = metric.describe();
      var name =
          description.fields().size() == 1 ? description.fields().getFirst() : description.name();
      if (used.contains(name)) name = description.name() + ":" + name;
      for (int n = 2; !used.add(name); n++) name = description.name() + "-" + n;
      parts.add(new Mix.Weighted(name, weights.get(i), metric));
    }
    return new Mix(parts);
  }

  private DescribedMetric one(String place, String written, @Nullable Object value) {
    var name = ALIASES.getOrDefault(written, written);
    var options = options(place + "." + written, name, value);
    return switch (name) {
      case "exact" -> new Exact(fields(options, "ignoreCase"), options.flag("ignoreCase"));
      case "normalised" -> new Normalised(fields(options));
      case "f1" -> new F1(fields(options));
      case "contains" -> new Contains(fields(options, "matchCase"), options.flag("matchCase"));
      case "regex" ->
          new Matches(fields(options, "pattern"), options.text("pattern").map(Matches::compile));
      case "numeric" ->
          new Numeric(
              fields(options, "tolerance", "relative"),
              options.number("tolerance", 0).orElse(0),
              options.number("relative", 0).orElse(0));
      case "set" -> new SetOverlap(fields(options, "measure"), measure(written, options));
      case "json" ->
          new JsonEqual(
              fields(options, "tolerance", "partial"),
              options.number("tolerance", 0).orElse(0),
              options.flag("partial"));
      case "judge" -> judge(options);
      case "command" -> command(options);
      case "refined" -> refined(options);
      case "mix" ->
          switch (value) {
            case List<?> list -> weighted(options.place(), list);
            case null, default ->
                throw options.wrong("", "a list of metrics", String.valueOf(value));
          };
      default ->
          throw new BadInput(
              "%s: there is no metric '%s'. %sKnown are %s."
                  .formatted(
                      place,
                      written,
                      Nearest.hint(written, NAMES),
                      String.join(", ", NAMES.stream().sorted().toList())));
    };
  }

  /** A list or a text names the fields; nothing or true means all of them. */
  private static Options options(String place, String name, @Nullable Object value) {
    return switch (value) {
      case null -> new Options(place, Map.of());
      case Boolean b when b -> new Options(place, Map.of());
      case Map<?, ?> map -> Options.of(place, map);
      case String s when name.equals("judge") -> new Options(place, Map.of("rubric", s));
      case Object run when name.equals("command") -> new Options(place, Map.of("run", run));
      case Object list when name.equals("mix") -> new Options(place, Map.of("", list));
      default -> new Options(place, Map.of("fields", value));
    };
  }

  private List<String> fields(Options options, String... others) {
    var known = new HashSet<>(List.of(others));
    known.add("fields");
    options.only(known);
    var outputs = signature.outputs().stream().map(Field::name).toList();
    var fields = options.texts("fields").orElse(outputs);
    for (var field : fields)
      if (!outputs.contains(field))
        throw new BadInput(
            "%s: '%s' is not an output of the program. %sThe outputs are %s."
                .formatted(options.place(), field, Nearest.hint(field, outputs), outputs));
    return fields.stream().distinct().toList();
  }

  private static SetOverlap.Measure measure(String written, Options options) {
    if (written.equals("jaccard")) return SetOverlap.Measure.JACCARD;
    var name = options.text("measure").orElse("f1");
    for (var measure : SetOverlap.Measure.values())
      if (measure.name().toLowerCase(Locale.ROOT).equals(name)) return measure;
    throw options.wrong("measure", "f1, jaccard or exact", name);
  }

  private static Judge judge(Options options) {
    options.only(Set.of("rubric", "scale", "instructions"));
    var rubric = options.text("rubric");
    if (rubric.isEmpty())
      throw new BadInput(
          options.place()
              + ": 'rubric' is missing. Say in a sentence or two what a good output is.");
    var scale =
        switch (options.map().get("scale")) {
          case null -> new double[] {1, 5};
          case List<?> l
              when l.size() == 2
                  && l.getFirst() instanceof Number worst
                  && l.getLast() instanceof Number best ->
              new double[] {worst.doubleValue(), best.doubleValue()};
          case Object other ->
              throw options.wrong("scale", "two numbers, for example [1, 5]", other);
        };
    return Judge.of(rubric.get(), scale[0], scale[1], options.text("instructions").orElse(""));
  }

  /** {@code {refined: {times: 1, by: refiner, metric: {…}}}}. */
  private RefinedMetric refined(Options options) {
    options.only(Set.of("times", "by", "metric"));
    var outputs = signature.outputs().stream().map(Field::name).toList();
    var by = options.text("by");
    var scored =
        signature.outputs().stream().filter(f -> by.filter(f.name()::equals).isEmpty()).toList();
    if (by.isPresent() && (!outputs.contains(by.get()) || scored.isEmpty()))
      throw options.wrong("by", "one of the texts " + outputs + ", and not the only one", by.get());
    for (var field : scored)
      if (!field.type().equals(FieldType.Simple.TEXT))
        throw new BadInput(
            "%s: only texts can be refined, and '%s' is %s."
                .formatted(options.place(), field.name(), field.type().text()));
    double times = options.number("times", 1).orElse(1);
    if (times != Math.rint(times) || times > Refined.MOST)
      throw options.wrong("times", "a whole number from 1 to " + Refined.MOST, times);
    var metric =
        new MetricReader(new Signature(signature.inputs(), scored), folder, commandsAllowed)
            .read(options.place() + ".metric", options.map().get("metric"));
    var texts = scored.stream().map(Field::name).toList();
    return new RefinedMetric(Refined.of(metric, texts, (int) times, by), metric);
  }

  private ExternalCommand command(Options options) {
    options.only(Set.of("run", "deadline"));
    if (!commandsAllowed)
      throw new BadInput(
          "%s: the task wants to run a program of its own, %s. Allow it with --allow-commands if you trust the task."
              .formatted(options.place(), Values.textOf(String.valueOf(options.map().get("run")))));
    Optional<List<String>> run = options.texts("run");
    if (run.isEmpty())
      throw new BadInput(
          options.place() + ": 'run' is missing. Write for example run: [./grade.py].");
    return new ExternalCommand(run.get(), options.duration("deadline").orElse(DEADLINE), folder);
  }
}
