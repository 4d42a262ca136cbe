package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Json;
import dev.hone.core.Prompt;
import dev.hone.core.Values;
import dev.hone.lm.Adapter;
import dev.hone.lm.Adapters;
import dev.hone.lm.Capabilities;
import dev.hone.programs.Compiled;
import dev.hone.store.RunDirectory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what is in a compiled file or a run. */
@Command(
    name = "show",
    description = "Shows what a compiled program or a run holds.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ShowCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      index = "0",
      paramLabel = "COMPILED.json|RUN_DIR",
      description = "A compiled program, or the directory of a run.")
  String path = "";

  @Option(
      names = "--messages",
      description = "The messages a model is really sent, with a placeholder input.")
  boolean messages;

  @Option(
      names = "--examples",
      description = "Of a run: which candidates are best on each validation example.")
  boolean examples;

  @Option(names = "--diff", description = "What differs from the seed prompts.")
  boolean diff;

  ShowCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    var place = shell.resolve(path);
    if (Files.isDirectory(place) && !messages && !diff) {
      shell.out().print(run(new RunFolder(place)));
      return Main.DONE;
    }
    var compiled = CompiledFile.read(shell, path);
    if (messages) shell.out().print(messages(compiled));
    if (diff) {
      var text = seed(compiled).diff(compiled.candidate());
      shell.out().println(text.isEmpty() ? "Nothing differs from the seed." : text);
    }
    if (!messages && !diff) shell.out().print(prompts(compiled));
    return Main.DONE;
  }

  private static Candidate seed(Compiled compiled) {
    if (compiled.pipeline().isPresent()) return Candidate.seedOf(compiled.pipeline().get());
    var seeds = new TreeMap<String, Prompt>();
    compiled.slots().forEach((slot, made) -> seeds.put(slot, Prompt.of(made.seed())));
    return new Candidate(seeds);
  }

  private String messages(Compiled compiled) throws Exception {
    var program =
        compiled
            .pipeline()
            .orElseThrow(() ->
                new BadInput(
                    "%s was compiled for a program written in Java, which renders its own messages."
                        .formatted(path)));
    var example = Example.of(Rehearsal.placeholders(program.inputs()), Values.EMPTY);
    var out = new StringBuilder();
    for (var asked : Rehearsal.of(program, compiled.candidate(), format(compiled), example)) {
      out.append("[").append(asked.slot()).append("]\n");
      for (var message : asked.request().messages())
        out.append("--- ")
            .append(message.role().name().toLowerCase(Locale.ROOT))
            .append('\n')
            .append(message.text())
            .append('\n');
    }
    return out.toString();
  }

  private static Adapter format(Compiled compiled) {
    boolean local =
        CompiledFile.student(compiled).map(s -> s.provider().equals("local")).orElse(false);
    return Adapters.named(
        compiled.format().orElse(Adapters.AUTO), local ? Opening.LOCAL : Capabilities.CHAT);
  }

  private static String prompts(Compiled compiled) {
    var out = new StringBuilder();
    var origin = compiled.provenance();
    line(out, "task", History.text(origin, "task"));
    CompiledFile.student(compiled).ifPresent(s -> line(out, "student", s.text()));
    if (origin.get("optimizer") instanceof Map<?, ?> map)
      line(out, "optimizer", History.text(Json.object(map), "name"));
    score(out, "before", origin.get("baseline"));
    score(out, "after", origin.get("optimized"));
    if (origin.get("test") instanceof Map<?, ?> test) {
      score(out, "test before", test.get("baseline"));
      score(out, "test after", test.get("optimized"));
    }
    compiled
        .candidate()
        .slots()
        .forEach((slot, prompt) -> {
          var made = compiled.slots().get(slot);
          out.append("\n[").append(slot).append("]");
          if (made != null)
            out.append(' ')
                .append(new dev.hone.core.Signature(made.inputs(), made.outputs()).text());
          out.append('\n').append(prompt.instructions().text()).append('\n');
          if (!prompt.demos().isEmpty())
            out.append("with ")
                .append(
                    prompt.nearest().isEmpty()
                        ? ""
                        : "the %d most alike of ".formatted(prompt.nearest().getAsInt()))
                .append(Figures.plural(prompt.demos().size(), "demo"))
                .append("; --messages shows ")
                .append(prompt.nearest().isEmpty() ? "them\n" : "how\n");
        });
    return out.toString();
  }

  private static void score(
      StringBuilder out, String name, @org.jspecify.annotations.Nullable Object json) {
    Summary.interval(json).ifPresent(score -> line(out, name, Figures.score(score)));
  }

  private String run(RunFolder folder) {
    var record = RunDirectory.recordOf(folder.directory());
    var history = folder.history();
    var out = new StringBuilder();
    line(out, "run", shell.shorten(folder.directory()));
    line(out, "task", record.task());
    line(out, "optimizer", record.optimizer().name());
    line(out, "student", Records.spec(record, "student"));
    line(out, "time", Figures.duration(Duration.ofMillis(history.elapsedMs())));
    line(out, "candidates", Figures.count(history.candidates().size()));
    population(out, history);
    if (history.finished().isEmpty()) {
      line(out, "state", "not finished; go on with: hone optimize --resume " + path);
      return out.toString();
    }
    var verdict = Report.claim(history, record);
    out.append(Figures.entry("result", verdict.headline() + ". " + verdict.sentence(), 96));
    line(out, "stopped", History.text(history.finished(), "sentence"));
    return out.toString();
  }

  /** Each candidate below the one it was made from, and who is best where. */
  private void population(StringBuilder out, History history) {
    var population = history.population();
    var tree = population.tree();
    int width =
        tree.stream().mapToInt(b -> 2 * b.depth() + b.member().id().length()).max().orElse(0);
    for (var branch : tree) {
      var member = branch.member();
      var score =
          Optional.ofNullable(history.candidates().get(member.id()))
              .flatMap(History.Tried::validation);
      out.append(
          "    %s  %-24s %s%s%n"
              .formatted(
                  "  ".repeat(branch.depth())
                      + member.id()
                      + " ".repeat(width - 2 * branch.depth() - member.id().length()),
                  score.map(Figures::score).orElse("–"),
                  member.operator(),
                  member.id().equals(history.best()) ? "  best" : ""));
    }
    var front = population.front();
    if (front.size() > 1)
      out.append(
          Figures.entry(
              "front",
              "%s; with the best of them for each example %s"
                  .formatted(
                      PopulationPage.names(front.stream().map(m -> m.id()).toList()),
                      Figures.percent(population.together())),
              96));
    if (!examples) return;
    var scores = population.best();
    population
        .winners()
        .forEach((example, ids) ->
            out.append(
                "    %s  %s%n"
                    .formatted(
                        example, PopulationPage.winners(scores.getOrDefault(example, 0.0), ids))));
  }

  private static void line(StringBuilder out, String name, String text) {
    if (!text.isEmpty()) out.append("  %-12s %s%n".formatted(name, text));
  }
}
