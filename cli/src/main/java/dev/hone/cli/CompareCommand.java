package dev.hone.cli;

import dev.hone.bench.Cell;
import dev.hone.bench.ComparisonPage;
import dev.hone.bench.Contender;
import dev.hone.bench.Contest;
import dev.hone.bench.ContestDirectory;
import dev.hone.bench.Ground;
import dev.hone.bench.Standings;
import dev.hone.bench.Tables;
import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.engine.Budget;
import dev.hone.store.AtomicFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets methods against each other. */
@Command(
    name = "compare",
    description = {
      "Sets methods against each other on tasks, models and seeds under equal budgets.",
      "The same command again goes on where it was; finished cells are read, answers are shared."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CompareCommand implements Callable<Integer> {
  private static final long USUAL_ROLLOUTS = 300;
  private static final int LOCAL_CELLS = 2;
  private static final int CELLS = 4;

  private final Shell shell;

  @Parameters(
      arity = "0..*",
      paramLabel = "TASK.yaml",
      description = "Task files with a test split.")
  List<String> taskFiles = new ArrayList<>();

  @Option(
      names = "--optimizers",
      paramLabel = "A,B,C",
      description =
          "The methods, for example opro,labeled-few-shot(k=8); 'hone optimizers' lists them.")
  @Nullable String optimizers;

  @Option(
      names = "--models",
      paramLabel = "SPEC,...",
      description = "Students; the task file's when left out.")
  @Nullable String models;

  @Option(
      names = "--worlds",
      paramLabel = "N|A-B",
      description =
          "Simulated worlds as tasks besides: N of them from 100 on, or those from A to B.")
  @Nullable String worlds;

  @Option(
      names = "--world",
      paramLabel = "NAME=VALUE",
      description = "An option of all worlds, or 'hard' or 'noiseless'; may be repeated.")
  List<String> world = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Seeds for each cell, from --seed on; 3 when left out.")
  int seeds = 3;

  @Option(names = "--cells", paramLabel = "N", description = "Cells worked on at a time.")
  @Nullable Integer cells;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the comparison is kept; comparison when left out.")
  String out = "comparison";

  @Mixin TaskOptions options = new TaskOptions();

  @Mixin BudgetOptions limits = new BudgetOptions();

  @Option(names = "--dry-run", description = "Tells how many cells there are; asks nothing.")
  boolean dryRun;

  @Option(names = "--json", description = "One JSON object on standard output.")
  boolean json;

  CompareCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (optimizers == null)
      throw new BadInput(
          "Name the methods, for example --optimizers labeled-few-shot,opro. 'hone optimizers' lists them.");
    if (taskFiles.isEmpty() && worlds == null)
      throw new BadInput(
          "Name a task file, for example: hone compare task.yaml --optimizers labeled-few-shot,opro; or take simulated worlds with --worlds 3.");
    if (seeds < 1 || seeds > 1_000)
      throw new BadInput("--seeds is %d. Write a number from 1 to 1000.".formatted(seeds));
    var contenders = listed(optimizers).stream().map(Contender::parse).toList();
    Contender.requireDistinct(contenders);
    var budget = limits.over(Budget.NONE);
    if (budget.equals(Budget.NONE)) budget = Budget.rollouts(USUAL_ROLLOUTS);
    var grounds = new Grounds(shell, options, limits);
    var places =
        grounds.of(
            taskFiles.stream().map(shell::resolve).toList(),
            models == null ? List.of() : listed(models),
            contenders.getFirst());
    var simulated = grounds.worlds(worlds, world);
    if (cells != null && cells < 1)
      throw new BadInput("--cells is %d. Write 1 or more.".formatted(cells));
    Contest.requireDistinct(
        Stream.concat(
                places.stream()
                    .map(p -> new Contest.Place(p.job().task().name(), p.job().student().text())),
                simulated.stream().map(w -> new Contest.Place(w.task().name(), w.student().name())))
            .toList());
    places.forEach(p -> Ground.requireTest(p.job().task()));
    simulated.forEach(w -> Ground.requireTest(w.task()));
    if (dryRun) return tell(contenders, budget, places.size() + simulated.size());
    try (grounds;
        var directory = ContestDirectory.open(shell.resolve(out))) {
      var contest =
          new Contest(
              grounds.open(places, simulated, directory),
              contenders,
              seeds(),
              budget,
              cellsAtOnce(grounds));
      return run(contest, directory);
    }
  }

  private List<Long> seeds() {
    long first = options.seed == null ? 0 : options.seed;
    return LongStream.range(first, first + seeds).boxed().toList();
  }

  private int cellsAtOnce(Grounds grounds) {
    if (cells != null) return cells;
    return grounds.local() ? LOCAL_CELLS : CELLS;
  }

  private int tell(List<Contender> contenders, Budget budget, int places) {
    int all = places * contenders.size() * seeds;
    if (json) {
      var map = new LinkedHashMap<String, Object>();
      map.put("cells", all);
      map.put("budget", budget.limits());
      shell.out().println(Json.write(map));
    } else
      shell
          .out()
          .printf(
              "%s: %s, %s, %s. Each search spends at most %s; its test comes on top. Nothing was asked.%n",
              Figures.plural(all, "cell"),
              Figures.plural(places, "task"),
              Figures.plural(contenders.size(), "method"),
              Figures.plural(seeds, "seed"),
              budget.text());
    return Main.DONE;
  }

  private int run(Contest contest, ContestDirectory directory) {
    var stopped = new AtomicBoolean();
    shell
        .interrupts()
        .first(() -> {
          stopped.set(true);
          shell.err().println("Stopping; everything is kept …");
        });
    shell
        .err()
        .println(
            "%s, each within %s"
                .formatted(Figures.plural(contest.cells(), "cell"), contest.budget().text()));
    var standings =
        contest.run(
            directory, Version.text(), stopped::get, new Progressing(shell, contest.cells()));
    write(standings, directory.path());
    if (json) {
      var map = standings.summary();
      map.put("directory", shell.shorten(directory.path()));
      shell.out().println(Json.write(map));
    } else shell.out().print(text(standings, directory.path()));
    if (standings.missing().isEmpty()) return Main.DONE;
    shell
        .err()
        .println(
            "%s missing. The same command goes on where it was, without paying twice."
                .formatted(Figures.plural(standings.missing().size(), "cell")));
    return stopped.get() ? Main.CANCELLED : Main.NO_RESULT;
  }

  /** A line for every cell, and for what cells at work have found. */
  private static final class Progressing implements Contest.Listener {
    private final Shell shell;
    private final int all;
    private int done;

    Progressing(Shell shell, int all) {
      this.shell = shell;
      this.all = all;
    }

    @Override
    public void finished(Cell cell, boolean readBack) {
      done++;
      shell
          .err()
          .println(
              "[%d/%d] %s · %s · %s · seed %d: test %s → %s%s"
                  .formatted(
                      done,
                      all,
                      cell.task(),
                      cell.student(),
                      cell.method(),
                      cell.seed(),
                      Figures.percent(cell.baseMean()),
                      Figures.percent(cell.mean()),
                      readBack ? " (known)" : ""));
    }

    @Override
    public void progressed(String name, long rollouts, double score) {
      shell
          .err()
          .println(
              "        %s: validation %s after %s"
                  .formatted(name, Figures.percent(score), Figures.plural(rollouts, "rollout")));
    }
  }

  private static void write(Standings standings, Path directory) {
    var tables = new Tables(standings);
    standings.write(directory.resolve("rows.json"));
    AtomicFile.write(directory.resolve("table.md"), tables.markdown());
    AtomicFile.write(directory.resolve("table.csv"), tables.csv());
    AtomicFile.write(directory.resolve("report.html"), new ComparisonPage(standings).html());
  }

  private String text(Standings standings, Path directory) {
    if (standings.rows().isEmpty()) return "";
    var place = shell.shorten(directory);
    return new Tables(standings).text()
        + "%n  report       %s/report.html%n  tables       %s/table.md, table.csv, rows.json%n"
            .formatted(place, place);
  }

  /** Parts a list at its commas, but not at those within brackets. */
  static List<String> listed(String text) {
    var parts = new ArrayList<String>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') depth++;
      if (c == ')') depth--;
      if (c != ',' || depth > 0) continue;
      parts.add(text.substring(from, i).strip());
      from = i + 1;
    }
    parts.add(text.substring(from).strip());
    return parts.stream().filter(p -> !p.isEmpty()).toList();
  }
}
