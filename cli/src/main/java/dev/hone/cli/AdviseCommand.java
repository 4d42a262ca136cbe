package dev.hone.cli;

import dev.hone.bench.Advice;
import dev.hone.bench.AdviceTrial;
import dev.hone.bench.Advisor;
import dev.hone.bench.Goal;
import dev.hone.bench.Measured;
import dev.hone.bench.Situation;
import dev.hone.bench.Standings;
import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.engine.Spent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says whether to optimize a task, and how. */
@Command(
    name = "advise",
    description = {
      "Says whether to optimize a task, with which method, at what budget, and what to expect.",
      "Asks no model, unless --measure is given. With --against it is itself held against a comparison."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AdviseCommand implements Callable<Integer> {
  private static final int ENOUGH_OF_SIX = 5;

  private final Shell shell;

  @Parameters(index = "0", arity = "0..1", paramLabel = "TASK.yaml", description = "The task file.")
  String taskFile = "";

  @Option(
      names = "--goal",
      paramLabel = "GOAL",
      description =
          "What matters beside the score: accuracy, cheap, diverse, expert, smaller-model, instance, agent, simple, prototype or creative.")
  @Nullable String goal;

  @Option(
      names = "--measure",
      description = "Measures the start on a few validation examples, within the budget.")
  boolean measure;

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "So many of them, asked once or twice; 50 when left out.")
  int examples = 50;

  @Option(
      names = "--rows",
      paramLabel = "FILE",
      description = "rows.json of a comparison of yours, to expect from; may be repeated.")
  List<String> rows = new ArrayList<>();

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description =
          "No TASK.yaml: rows.json of a comparison. Advises on each of its tasks by what was measured on the others, and tells how far that is from the best; exit code 3 when fewer than 5 of 6 are within the interval of the best.")
  @Nullable String against;

  @Mixin TaskOptions options = new TaskOptions();

  @Mixin BudgetOptions limits = new BudgetOptions();

  @Option(names = "--json", description = "One JSON object on standard output.")
  boolean json;

  AdviseCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (examples < 1) throw new BadInput("--examples is %d. Write 1 or more.".formatted(examples));
    var wanted = Optional.ofNullable(goal).map(AdviseCommand::goal);
    var advisor = Advisor.usual();
    for (var file : rows) advisor = advisor.with(Measured.read(shell.resolve(file)));
    if (against != null) return trial(advisor, against);
    if (taskFile.isEmpty())
      throw new BadInput(
          "Name a task file, for example: hone advise task.yaml; or a comparison with --against comparison/rows.json.");
    var file = shell.resolve(taskFile);
    var keys = TaskFile.keys(file, shell);
    if (!keys.contains("metric") || !keys.contains("data"))
      return tell(
          advisor.advise(
              Situation.of(shell.shorten(file))
                  .withMetric(keys.contains("metric"))
                  .withData(keys.contains("data"))
                  .withGoal(wanted)),
          List.of());
    var loaded =
        new Loader(shell, options, limits).load(file, Optional.of(Job.OPTIMIZER), List.of());
    loaded.remarks().forEach(r -> shell.err().println("! " + r));
    var job = loaded.job();
    var situation =
        Circumstances.of(
                job.file(),
                job.metric(),
                loaded.splits(),
                job.student(),
                job.teacher(),
                job.budget())
            .withGoal(wanted);
    if (!measure) return tell(advisor.advise(situation), List.of());
    var found = new BaselineProbe(shell, job, examples, !options.noCache).measure(situation);
    if (found.failure().isPresent()) {
      shell
          .err()
          .println(Secrets.of(shell.environment()).scrub("Not measured: " + found.failure().get()));
      return Main.NO_RESULT;
    }
    return tell(advisor.advise(found.situation()), found.spent());
  }

  /** Tells how good the advice would have been where it is known. */
  private int trial(Advisor advisor, String rows) {
    if (!taskFile.isEmpty() || measure || goal != null)
      throw new BadInput(
          "--against takes its tasks from the comparison. Leave TASK.yaml, --measure and --goal out.");
    var trial =
        AdviceTrial.of(Standings.read(shell.resolve(rows)), advisor.known(), advisor.measured());
    if (json) shell.out().println(Json.write(trial.toJson()));
    else shell.out().print(trial.markdown());
    return trial.holds(ENOUGH_OF_SIX) ? Main.DONE : Main.GATE_NOT_MET;
  }

  private static Goal goal(String text) {
    try {
      return Goal.parse(text);
    } catch (BadInput e) {
      throw e.at("--goal");
    }
  }

  private int tell(Advice advice, List<Spent> spent) {
    var command = advice.choice().map(c -> command(c.method(), advice.rollouts())).orElse("");
    if (json) {
      var map = new LinkedHashMap<>(advice.toJson());
      if (!command.isEmpty()) map.put("command", command);
      if (!spent.isEmpty()) map.put("spent", spent.stream().map(Summary::json).toList());
      shell.out().println(Json.write(map));
    } else {
      shell
          .out()
          .print(new AdviceText(advice, command, shell.terminal() ? shell.columns() : 100).text());
      for (var part : spent) shell.err().println("Measuring took " + Summary.spent(part));
    }
    return Main.DONE;
  }

  /** The command as it can be typed here. */
  private String command(String method, long rollouts) {
    var words = new ArrayList<>(List.of(shell.command(), "optimize", taskFile));
    words.addAll(List.of("--optimizer", method, "--budget-rollouts", String.valueOf(rollouts)));
    given(words, "--student", options.student);
    given(words, "--teacher", options.teacher);
    given(words, "--judge", options.judge);
    given(words, "--adapter", options.format);
    given(words, "--parallel", options.parallel);
    given(words, "--deadline", options.deadline);
    given(words, "--seed", options.seed);
    given(words, "--budget-calls", limits.calls);
    given(words, "--budget-tokens", limits.tokens);
    given(words, "--budget-usd", limits.usd);
    given(words, "--budget-time", limits.time);
    if (options.allowCommands) words.add("--allow-commands");
    return String.join(" ", words.stream().map(AdviseCommand::quoted).toList());
  }

  private static void given(List<String> words, String option, @Nullable Object value) {
    if (value != null) words.addAll(List.of(option, String.valueOf(value)));
  }

  private static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
