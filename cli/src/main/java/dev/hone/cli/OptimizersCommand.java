package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the methods, or tells all about one. */
@Command(
    name = "optimizers",
    description = "Lists the methods; with a name, its options and what it costs.",
    mixinStandardHelpOptions = true)
final class OptimizersCommand implements Callable<Integer> {
  private static final int TRAIN = 50;
  private static final int VALIDATION = 50;

  private final Shell shell;

  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "A method.")
  @Nullable String name;

  @Option(names = "--json", description = "One JSON object on standard output.")
  boolean json;

  OptimizersCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    var known = Optimizers.all();
    if (name == null) {
      if (json)
        shell
            .out()
            .println(
                Json.write(
                    Map.of(
                        "optimizers",
                        known.values().stream().map(OptimizersCommand::facts).toList())));
      else
        known
            .values()
            .forEach(o -> shell.out().printf("  %-24s %s%n", o.name(), Optimizers.summary(o)));
      return Main.DONE;
    }
    var optimizer = known.get(name);
    if (optimizer == null)
      throw new BadInput(
          "There is no optimizer '%s'.%s Known are %s."
              .formatted(
                  name,
                  Section.nearest(name, List.copyOf(known.keySet()))
                      .map(n -> " Did you mean '" + n + "'?")
                      .orElse(""),
                  String.join(", ", known.keySet())));
    shell.out().print(json ? Json.write(facts(optimizer)) + "\n" : page(optimizer));
    return Main.DONE;
  }

  private static Map<String, Object> facts(Optimizer optimizer) {
    var values = Optimizers.values(optimizer);
    var map = new LinkedHashMap<String, Object>();
    map.put("name", optimizer.name());
    map.put("summary", Optimizers.summary(optimizer));
    map.put("version", optimizer.version());
    map.put(
        "options",
        Optimizers.options(optimizer).stream()
            .map(f -> {
              var option = new LinkedHashMap<String, Object>();
              option.put("name", f.name());
              option.put("type", f.type().text());
              var value = values.get(f.name());
              if (value != null) option.put("default", value);
              option.put("description", f.description());
              return option;
            })
            .toList());
    return map;
  }

  private String page(Optimizer optimizer) {
    var out = new StringBuilder();
    out.append(optimizer.name()).append(": ").append(Optimizers.summary(optimizer)).append("\n\n");
    var values = Optimizers.values(optimizer);
    for (var field : Optimizers.options(optimizer)) {
      out.append("  --set ").append(field.name()).append('=').append(shown(values, field.name()));
      out.append("   (")
          .append(field.type().text())
          .append(field.optional() ? ", may be left out" : "")
          .append(")\n");
      if (!field.description().isEmpty())
        out.append("      ").append(field.description()).append('\n');
    }
    var plan = optimizer.plan(new Plan.Shape(TRAIN, VALIDATION, 1));
    out.append(
        "\nWith %d training and %d validation examples and one slot, when no budget stops it: %s; %s.\n"
            .formatted(
                TRAIN,
                VALIDATION,
                range(plan.minRollouts(), plan.maxRollouts(), "rollout"),
                range(plan.minTeacherCalls(), plan.maxTeacherCalls(), "teacher call")));
    return out.toString();
  }

  private static String shown(Values values, String name) {
    return values.has(name) ? values.text(name) : "";
  }

  static String range(long low, long high, String noun) {
    return low == high
        ? Figures.plural(low, noun)
        : Figures.count(low) + " to " + Figures.plural(high, noun);
  }
}
