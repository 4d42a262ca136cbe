package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.testkit.SimulatedEndpoint;
import dev.hone.testkit.SimulatedOptions;
import java.io.IOException;
import java.net.BindException;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves a simulated world until it is interrupted. */
@Command(
    name = "simulate",
    description = {
      "Plays student and teacher of a task whose hidden truth is known, behind an OpenAI-compatible endpoint on this machine.",
      "Nothing it answers costs anything, and the same questions get the same answers. Ctrl-C ends it."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    modelTransformer = SimulateCommand.WorldOptions.class)
final class SimulateCommand implements Callable<Integer> {
  private final Shell shell;

  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where to listen; 0, the default, for any free port.")
  int port;

  @Option(
      names = "--write",
      paramLabel = "DIR",
      description = "Write the world's task file and its data there, ready for 'hone optimize'.")
  @Nullable String folder;

  @Option(names = "--json", description = "One JSON object on standard output, then serve.")
  boolean json;

  SimulateCommand(Shell shell) {
    this.shell = shell;
  }

  /** Gives every option of a world an option of the command. */
  static final class WorldOptions implements CommandLine.IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec spec) {
      var usual = new SimulatedOptions().toMap();
      SimulatedOptions.descriptions()
          .forEach((name, text) ->
              spec.addOption(
                  OptionSpec.builder(option(name))
                      .type(String.class)
                      .paramLabel(usual.get(name) instanceof String ? "WORD" : "X")
                      .description("World: %s (%s).".formatted(text, usual.get(name)))
                      .build()));
      return spec;
    }
  }

  private static String option(String name) {
    return "--" + name.replace('_', '-');
  }

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65535)
      throw new BadInput("--port is %d. Give 0 to 65535; 0 picks a free one.".formatted(port));
    var ended = new CountDownLatch(1);
    try (var endpoint = open(world())) {
      if (folder != null) SimulatedTaskFiles.write(shell.resolve(folder), endpoint);
      tell(endpoint);
      shell.interrupts().first(ended::countDown);
      ended.await();
      shell.err().println(Json.write(endpoint.stats()));
    }
    return Main.DONE;
  }

  private SimulatedOptions world() {
    var options = new SimulatedOptions();
    for (var name : SimulatedOptions.names()) {
      var value =
          spec.commandLine().getParseResult().matchedOptionValue(option(name), (String) null);
      if (value == null) continue;
      try {
        options = options.with(name, value);
      } catch (BadInput e) {
        throw e.at(option(name));
      }
    }
    return options;
  }

  private SimulatedEndpoint open(SimulatedOptions options) {
    try {
      return SimulatedEndpoint.open(port, options);
    } catch (BindException e) {
      throw new BadInput(
          "Port %d is taken on this machine. Give another, or 0 for any free one.".formatted(port),
          e);
    } catch (IOException e) {
      throw new BadInput("Port %d cannot be opened: %s.".formatted(port, e.getMessage()), e);
    }
  }

  private void tell(SimulatedEndpoint endpoint) {
    var student = "openai/sim-task@" + endpoint.baseUrl();
    var teacher = "openai/sim-reflect@" + endpoint.baseUrl();
    var world = endpoint.world().options();
    if (json) {
      var map = new LinkedHashMap<String, Object>();
      map.put("port", endpoint.port());
      map.put("student", student);
      map.put("teacher", teacher);
      map.put("world", world.toMap());
      shell.out().println(Json.write(map));
      return;
    }
    var root = "http://127.0.0.1:" + endpoint.port();
    shell
        .out()
        .printf(
            "World %d: %s, %s; %d training, %d validation and %d test cases.%n",
            world.seed(),
            Figures.plural(world.rules(), "hidden rule"),
            Figures.plural(world.decoys(), "decoy"),
            world.train(),
            world.val(),
            world.test());
    row("student", student);
    row("teacher", teacher);
    row("counts", root + "/stats");
    row("true score", "POST " + root + "/score {\"text\": \"...\", \"split\": \"test\"}");
    if (folder != null) row("task", shell.shorten(shell.resolve(folder).resolve("task.yaml")));
    shell.out().println("Ctrl-C ends it.");
  }

  private void row(String name, String value) {
    shell.out().printf("  %-11s %s%n", name, value);
  }
}
