package dev.hone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hone.core.BadInput;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * The {@code hone} command. Exit codes: 0 done, 1 no result, 2 bad input, 3 gate not met, 130
 * cancelled.
 */
public final class Main {
  static final int DONE = 0;
  static final int NO_RESULT = 1;
  static final int BAD_INPUT = 2;
  static final int GATE_NOT_MET = 3;
  static final int CANCELLED = 130;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, Shell.ofProcess()));
  }

  /** A command, made only when it is called: what is not needed is not loaded. */
  private record Entry(String summary, Function<Shell, Callable<Integer>> command) {}

  private static Map<String, Entry> commands() {
    var all = new LinkedHashMap<String, Entry>();
    all.put("demo", new Entry("see Hone improve a real task on this machine", DemoCommand::new));
    all.put("advise", new Entry("whether to optimize, and how", AdviseCommand::new));
    all.put("optimize", new Entry("improve the prompts of a task", OptimizeCommand::new));
    all.put("evaluate", new Entry("measure a task, with intervals", EvaluateCommand::new));
    all.put("check", new Entry("a gate for continuous integration", CheckCommand::new));
    all.put("migrate", new Entry("take a compiled program to another model", MigrateCommand::new));
    all.put("compare", new Entry("set methods against each other", CompareCommand::new));
    all.put("run", new Entry("answer one input with a compiled program", RunCommand::new));
    all.put("show", new Entry("what a compiled file or a run holds", ShowCommand::new));
    all.put("optimizers", new Entry("the methods and their options", OptimizersCommand::new));
    all.put("models", new Entry("the models; fetch an embedded one", ModelsCommand::new));
    all.put("data", new Entry("public data sets; fetch one", DataCommand::new));
    all.put("simulate", new Entry("a task whose truth is known", SimulateCommand::new));
    all.put("cache", new Entry("the answers kept on this machine", CacheCommand::new));
    return all;
  }

  /** Does what {@code args} say and returns the exit code. */
  static int run(String[] args, Shell shell) {
    var commands = commands();
    var words = Arrays.asList(args);
    if (words.isEmpty() || List.of("-h", "--help", "help").contains(words.getFirst())) {
      if (words.size() == 2 && commands.containsKey(words.get(1)))
        return execute(commands.get(words.get(1)), words.get(1), List.of("--help"), shell);
      shell.out().print(help(commands));
      return DONE;
    }
    if (List.of("-V", "--version", "version").contains(words.getFirst())) {
      shell.out().println("hone " + Version.text());
      return DONE;
    }
    var entry = commands.get(words.getFirst());
    if (entry == null) {
      var nearest = Section.nearest(words.getFirst(), List.copyOf(commands.keySet()));
      return new Failures(shell)
          .report(
              new BadInput(
                  "There is no command '%s'.%s Commands are %s; 'hone --help' tells more."
                      .formatted(
                          words.getFirst(),
                          nearest.map(n -> " Did you mean '" + n + "'?").orElse(""),
                          String.join(", ", commands.keySet()))));
    }
    return execute(entry, words.getFirst(), words.subList(1, words.size()), shell);
  }

  private static int execute(Entry entry, String name, List<String> args, Shell shell) {
    var failures = new Failures(shell);
    try {
      var line = new CommandLine(entry.command().apply(shell));
      line.setCommandName("hone " + name);
      line.setOut(new PrintWriter(shell.out(), true, UTF_8));
      line.setErr(new PrintWriter(shell.err(), true, UTF_8));
      line.setUsageHelpWidth(Math.min(100, Math.max(80, shell.columns())));
      line.setCaseInsensitiveEnumValuesAllowed(true);
      line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
      line.setParameterExceptionHandler((e, _) -> {
        shell.err().println(e.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr()))
          shell.err().println("'hone " + name + " --help' shows what can be given.");
        return BAD_INPUT;
      });
      line.setExecutionExceptionHandler((e, _, _) -> failures.report(e));
      return line.execute(args.toArray(String[]::new));
    } catch (RuntimeException | Error e) {
      return failures.report(e);
    }
  }

  private static String help(Map<String, Entry> commands) {
    var text = new StringBuilder();
    text.append(
        "Hone improves the prompts of language-model programs, within a budget you set.\n\n");
    text.append("  hone COMMAND [OPTIONS]\n\n");
    commands.forEach((name, entry) -> text.append("  %-12s%s%n".formatted(name, entry.summary())));
    text.append("\nStart with 'hone demo'. 'hone COMMAND --help' tells what a command takes.\n");
    text.append(
        "Exit codes: 0 done, 1 no result, 2 bad input, 3 a gate was not met, 130 cancelled.\n");
    return text.toString();
  }
}
