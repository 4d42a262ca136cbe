package dev.hone.benchmarks;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Event;
import dev.hone.engine.EventSink;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Roles;
import dev.hone.engine.Run;
import dev.hone.engine.Task;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.MarkersAdapter;
import dev.hone.testkit.SimulatedModel;
import dev.hone.testkit.SimulatedOptions;
import dev.hone.testkit.SimulatedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * Runs optimizers over simulated worlds, in this process, and prints what each found, by the
 * world's own truth and the world's own count of calls.
 *
 * <p>Arguments: {@code FIRST COUNT PARALLEL ROWS GOAL} and then lines of {@code
 * METHOD[,option=value…] WORLD BUDGET}, where WORLD is one of {@link #simulated} or {@link #shown},
 * or {@code name=value,…} over the standard world. ROWS is a file for one JSON object for each run,
 * or {@code -}; GOAL the true score to which calls and seconds are counted.
 */
public final class Worlds {
  private Worlds() {}

  public static void main(String[] args) throws IOException {
    if (args.length < 8 || args.length % 3 != 2)
      throw new BadInput(
          "Give FIRST COUNT PARALLEL ROWS GOAL and one or more METHOD[,option=value] WORLD BUDGET.");
    long first = Long.parseLong(args[0]);
    int count = Integer.parseInt(args[1]);
    int parallel = Integer.parseInt(args[2]);
    double goal = Double.parseDouble(args[4]);
    var lines = new ArrayList<String>();
    System.out.println(
        "| method | world | budget | rollouts | true test ± sd | lowest | calls to %1$s (worlds that got there) | teacher calls | improved | seconds a run | seconds to %1$s |"
            .formatted(goal));
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (int i = 5; i < args.length; i += 3) {
      var optimizer = optimizer(args[i]);
      var worlds = worlds(args[i + 1]);
      long budget = Long.parseLong(args[i + 2]);
      var figures =
          LongStream.range(first, first + count)
              .mapToObj(seed -> figure(optimizer, worlds.apply(seed), seed, budget, parallel, goal))
              .toList();
      System.out.println(row(args[i], args[i + 1], budget, figures));
      for (int w = 0; w < count; w++)
        lines.add(line(args[i], args[i + 1], budget, first + w, figures.get(w)));
      if (!args[3].equals("-")) Files.write(Path.of(args[3]), lines);
    }
  }

  private static String line(String method, String world, long budget, long seed, Figure figure) {
    var map = new LinkedHashMap<String, Object>();
    map.put("method", method);
    map.put("world", world);
    map.put("budget", budget);
    map.put("seed", seed);
    map.put("trueTest", figure.truth());
    map.put("rollouts", figure.rollouts());
    map.put("proposals", figure.proposals());
    return Json.write(map);
  }

  /** The named worlds of rules that a prompt must state. */
  static Map<String, SimulatedOptions> simulated() {
    var standard = new SimulatedOptions();
    var worlds = new LinkedHashMap<String, SimulatedOptions>();
    worlds.put("standard", standard);
    worlds.put("noiseless", standard.noiseless());
    worlds.put("hard", standard.hard());
    worlds.put("two-slots", standard.with("components", 2));
    worlds.put("harmful", standard.with("p_decoy", 0.35).with("p_forget", 0.50));
    var still = standard.with("fp", 0.3);
    for (var chance :
        List.of("p_add", "p_add2", "p_add_nogold", "p_induce", "p_blind", "p_decoy", "p_forget"))
      still = still.with(chance, 0);
    worlds.put("no-signal", still);
    worlds.put("slow", standard.with("task_ms", 300).with("reflect_ms", 2_000));
    return worlds;
  }

  /**
   * The named worlds in which showing examples helps: like trec and restaurant8k_span, much less,
   * and not at all.
   */
  private static Map<String, ShownWorld.Shape> shown() {
    return Map.of(
        "shown-labels", new ShownWorld.Shape(0.27, 0.43, 0.08, 0.11, -0.03, 0.04),
        "shown-spans", new ShownWorld.Shape(0.02, 0.50, 0.01, 0.05, -0.01, 0.01),
        "shown-little", new ShownWorld.Shape(0.27, 0.35, 0, 0.10, -0.03, 0.04),
        "shown-nothing", new ShownWorld.Shape(0.52, 0.52, 0, 0.03, -0.02, 0.02));
  }

  private static LongFunction<World> worlds(String text) {
    var shape = shown().get(text);
    if (shape != null) return seed -> new ShownWorld(shape, seed);
    var named = simulated().get(text);
    var options = named != null ? named : new SimulatedOptions().with(pairs(text.split(",", -1)));
    return seed -> new Simulated(SimulatedWorld.of(options.withSeed(seed)));
  }

  /** A task whose truth is known, for one run. */
  interface World {
    /** Test examples that it has are not used. */
    Task<Values, Values> task();

    LanguageModel student();

    LanguageModel teacher();

    /** The share of all cases, seen or not, that a candidate solves. */
    double truth(Candidate candidate);

    /** Rollouts answered so far. */
    long rollouts();

    /** Questions to the teacher answered so far. */
    long proposals();
  }

  private record Simulated(
      SimulatedWorld world,
      SimulatedModel student,
      SimulatedModel teacher,
      Task<Values, Values> task)
      implements World {
    Simulated(SimulatedWorld world) {
      this(world, world.student(), world.teacher(), world.task());
    }

    @Override
    public double truth(Candidate candidate) {
      return world.trueScore(candidate, SimulatedWorld.Split.TEST);
    }

    @Override
    public long rollouts() {
      return student.taskCalls() / task.program().predictors().size();
    }

    @Override
    public long proposals() {
      return teacher.proposalCalls();
    }
  }

  private static Optimizer optimizer(String text) {
    var parts = text.split(",", -1);
    return Optimizers.of(parts[0], pairs(Arrays.copyOfRange(parts, 1, parts.length)));
  }

  private static Map<String, String> pairs(String[] parts) {
    var map = new LinkedHashMap<String, String>();
    for (var part : parts) {
      int sign = part.indexOf('=');
      if (sign < 0) throw new BadInput("'%s' is not name=value.".formatted(part));
      map.put(part.substring(0, sign), part.substring(sign + 1));
    }
    return map;
  }

  /** What one run came to. */
  private record Figure(
      double truth,
      long rollouts,
      long proposals,
      Optional<Reached> goal,
      boolean improved,
      double s) {}

  /**
   * When a prompt was first taken whose true score is as high as the goal.
   *
   * @param calls answered by then
   */
  private record Reached(long calls, double seconds) {}

  private static Figure figure(
      Optimizer optimizer, World world, long seed, long budget, int parallel, double aim) {
    var whole = world.task();
    var task =
        Task.of(
            whole.name(),
            whole.program(),
            whole.metric(),
            whole.train(),
            whole.validation(),
            List.of());
    var format = new MarkersAdapter();
    var goal = new Goal(world, aim);
    long start = System.nanoTime();
    var result =
        Run.of(task, Roles.of(world.student(), format).withTeacher(world.teacher(), format))
            .withBudget(Budget.rollouts(budget))
            .withSeed(seed)
            .withParallel(parallel)
            .withListener(goal)
            .optimize(optimizer);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (world.rollouts() > budget)
      throw new IllegalStateException(
          "%d rollouts; %d were allowed".formatted(world.rollouts(), budget));
    return new Figure(
        world.truth(result.best()),
        world.rollouts(),
        world.proposals(),
        goal.reached,
        result.improved(),
        seconds);
  }

  /** Notes how many calls the world had answered when a truly good prompt was first taken. */
  private static final class Goal implements EventSink {
    private final World world;
    private final double aim;
    private final Map<String, Candidate> proposed = new HashMap<>();
    private final long start = System.nanoTime();
    private Optional<Reached> reached = Optional.empty();

    Goal(World world, double aim) {
      this.world = world;
      this.aim = aim;
    }

    @Override
    public void accept(Recorded recorded) {
      if (recorded.event() instanceof Event.Proposed p) proposed.put(p.id(), p.prompts());
      if (recorded.event() instanceof Event.Accepted a
          && reached.isEmpty()
          && proposed.containsKey(a.candidate())
          && world.truth(proposed.get(a.candidate())) >= aim)
        reached = Optional.of(new Reached(world.rollouts(), (System.nanoTime() - start) / 1e9));
    }
  }

  private static String row(String method, String world, long budget, List<Figure> figures) {
    var truths = values(figures, Figure::truth);
    var there = figures.stream().flatMap(f -> f.goal().stream()).toList();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %.0f | %.3f ± %.3f | %.3f | %s (%d/%d) | %.1f | %d/%d | %.2f | %s |",
        method,
        world,
        budget,
        mean(values(figures, Figure::rollouts)),
        mean(truths),
        deviation(truths),
        truths.stream().mapToDouble(t -> t).min().orElse(0),
        when(there, "%.0f", Reached::calls),
        there.size(),
        figures.size(),
        mean(values(figures, Figure::proposals)),
        figures.stream().filter(Figure::improved).count(),
        figures.size(),
        mean(values(figures, Figure::s)),
        when(there, "%.2f", Reached::seconds));
  }

  private static String when(List<Reached> there, String format, ToDoubleFunction<Reached> of) {
    return there.isEmpty() ? "never" : format.formatted(mean(values(there, of)));
  }

  private static <T> List<Double> values(List<T> all, ToDoubleFunction<T> of) {
    var list = new ArrayList<Double>();
    all.forEach(one -> list.add(of.applyAsDouble(one)));
    return list;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElse(0);
  }

  private static double deviation(List<Double> values) {
    double mean = mean(values);
    double sum = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return values.size() < 2 ? 0 : Math.sqrt(sum / (values.size() - 1));
  }
}
