package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.engine.Run;
import dev.hone.lm.Adapters;
import dev.hone.programs.Compiled;
import dev.hone.store.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides whether a compiled program may ship. */
@Command(
    name = "check",
    description = {
      "Decides whether a compiled program may ship: measures it and holds it to gates.",
      "Exit code 0 when all are met, 3 when one is not, 1 when examples got no answer."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      index = "0",
      paramLabel = "COMPILED.json",
      description = "A compiled program, or the directory of a run.")
  String compiledFile = "";

  @Parameters(index = "1", paramLabel = "TASK.yaml", description = "The task file.")
  String taskFile = "";

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "train, validation or test; test when left out.")
  String split = "test";

  @Option(
      names = "--min-lower",
      paramLabel = "X",
      description = "From 0 to 1: the lower bound of the 95 %% interval must reach it.")
  @Nullable Double minLower;

  @Option(
      names = "--min-score",
      paramLabel = "X",
      description = "From 0 to 1: the mean score must reach it.")
  @Nullable Double minScore;

  @Option(
      names = "--accepted",
      paramLabel = "FILE",
      description = "What was answered when a check was last accepted; a small file to commit.")
  @Nullable String accepted;

  @Option(
      names = "--regressions",
      paramLabel = "N",
      description = "So many examples may be wrong that were right when accepted; 0 when left out.")
  @Nullable Integer regressions;

  @Option(
      names = "--right",
      paramLabel = "X",
      description = "The score from which on an answer counts as right; 1 when left out.")
  double right = 1;

  @Option(
      names = "--accept",
      description = "Writes the --accepted file anew when the check is passed.")
  boolean accept;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Writes the gates and all examples as JUnit XML here.")
  @Nullable String junit;

  @Option(
      names = "--rows",
      paramLabel = "FILE",
      description = "Writes one JSON object per example here.")
  @Nullable String rows;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Keeps every answer here, for --cassette.")
  @Nullable String record;

  @Option(
      names = "--cassette",
      paramLabel = "FILE|RUN_DIR",
      description = "Asks no model, needs no key: only what was recorded is known.")
  @Nullable String cassette;

  @Mixin TaskOptions options = new TaskOptions();

  @Mixin BudgetOptions limits = new BudgetOptions();

  @Option(names = "--json", description = "One JSON object on standard output.")
  boolean json;

  CheckCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    requireSense();
    var loaded =
        new Loader(shell, options, limits)
            .load(shell.resolve(taskFile), Optional.empty(), List.of());
    var compiled = CompiledFile.read(shell, compiledFile);
    var job = loaded.job().withFormat(Measuring.format(loaded.job(), Optional.of(compiled)));
    var measuring = new Measuring(shell, job, split, !options.noCache);
    measuring.examples();
    if (job.format().equals(Adapters.AUTO) && (record != null || cassette != null))
      throw new BadInput(
          "%s names no answer format, and trying them out cannot be recorded. Name one with --adapter, for example --adapter markers."
              .formatted(compiledFile));
    var before = before(measuring);
    var drift = CompiledFile.requireFit(shell, compiled, job, compiledFile);
    CompiledFile.student(compiled)
        .filter(s -> !s.equals(job.student()))
        .ifPresent(s ->
            shell
                .err()
                .println(
                    "! %s was made for %s and is checked with %s; 'hone migrate' takes it over."
                        .formatted(compiledFile, s.text(), job.student().text())));
    loaded.splits().warnings().forEach(w -> shell.err().println("! " + w));
    var measured = measured(measuring, compiled);
    if (measured.failure().isPresent()) {
      shell
          .err()
          .println(
              Secrets.of(shell.environment()).scrub("Not measured: " + measured.failure().get()));
      return Main.NO_RESULT;
    }
    var changes = before.map(b -> b.against(measured.evaluation(), right));
    return tell(
        new CheckResult(measuring, measured, gates(measured, changes), changes, right, drift));
  }

  private void requireSense() {
    Measuring.requireSplit(split);
    Measuring.requireShare("--min-lower", minLower);
    Measuring.requireShare("--min-score", minScore);
    if (!(right > 0 && right <= 1))
      throw new BadInput(
          "--right is %s. Write a score above 0 and up to 1, for example 0.5.".formatted(right));
    if (regressions != null && regressions < 0)
      throw new BadInput("--regressions is %d. Write a number from 0 on.".formatted(regressions));
    if (accepted == null && (accept || regressions != null))
      throw new BadInput(
          "%s needs --accepted FILE, the file of accepted answers."
              .formatted(accept ? "--accept" : "--regressions"));
    if (accepted == null && minLower == null && minScore == null)
      throw new BadInput(
          "There is nothing to check. Give --min-lower 0.8, --min-score 0.9 or --accepted FILE.");
    if (record != null && cassette != null)
      throw new BadInput("--record and --cassette contradict each other. Keep one of them.");
  }

  /** The accepted answers; none when this check is to be the first that is accepted. */
  private Optional<Accepted> before(Measuring measuring) {
    if (accepted == null) return Optional.empty();
    var file = shell.resolve(accepted);
    if (accept && !Files.exists(file)) return Optional.empty();
    var read = Accepted.read(file, accepted);
    read.requireFit(measuring, accepted);
    return Optional.of(read);
  }

  private Run.Measurement measured(Measuring measuring, Compiled compiled) {
    if (cassette != null)
      try (var known = Cassette.replaying(shell.resolve(cassette), shell)) {
        return measuring.withoutCache().of(compiled.candidate(), known);
      }
    if (record != null) return recorded(measuring, compiled, shell.resolve(record));
    try (var nothing = Cassette.none()) {
      return measuring.of(compiled.candidate(), nothing);
    }
  }

  /** Records beside the file, which is replaced only by a whole recording. */
  private static Run.Measurement recorded(Measuring measuring, Compiled compiled, Path file) {
    try {
      var folder = Files.createDirectories(file.toAbsolutePath().getParent());
      var part = Files.createTempDirectory(folder, ".hone-record");
      try {
        var draft = part.resolve("journal");
        Run.Measurement measured;
        try (var cassette = Cassette.recording(draft)) {
          measured = measuring.of(compiled.candidate(), cassette);
        }
        if (measured.failure().isEmpty())
          Files.move(
              draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return measured;
      } finally {
        try (var left = Files.list(part)) {
          for (var each : left.toList()) Files.delete(each);
        }
        Files.delete(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<CheckResult.Gate> gates(
      Run.Measurement measured, Optional<Accepted.Changes> changes) {
    var interval = measured.evaluation().interval();
    var gates = new ArrayList<CheckResult.Gate>();
    if (minLower != null)
      gates.add(share("lower bound", "the lower bound", minLower, interval.low()));
    if (minScore != null) gates.add(share("score", "the score", minScore, interval.mean()));
    changes.ifPresent(c -> {
      int allowed = regressions == null ? 0 : regressions;
      int found = c.regressions().size();
      gates.add(
          new CheckResult.Gate(
              CheckResult.REGRESSIONS,
              allowed,
              found,
              found <= allowed,
              "%s, %s allowed".formatted(Figures.plural(found, "regression"), allowed)));
    });
    return gates;
  }

  private static CheckResult.Gate share(String name, String what, double limit, double figure) {
    boolean met = figure >= limit;
    return new CheckResult.Gate(
        name,
        limit,
        figure,
        met,
        "%s, %s, is %s %s"
            .formatted(
                what, Figures.percent(figure), met ? "at least" : "below", Figures.percent(limit)));
  }

  private int tell(CheckResult result) {
    var evaluation = result.evaluation();
    if (rows != null) AtomicFile.write(shell.resolve(rows), Measuring.rows(evaluation));
    if (junit != null) AtomicFile.write(shell.resolve(junit), new JUnitReport(result).xml());
    boolean written = accept && result.passed();
    if (written && accepted != null)
      AtomicFile.write(shell.resolve(accepted), Accepted.text(result.measuring(), evaluation));
    if (json) shell.out().println(Json.write(result.json()));
    else {
      shell.out().print(result.text());
      if (written) shell.out().printf("  %-10s %s%n", "accepted", accepted);
    }
    if (!result.passed()) {
      shell.err().println(result.complaint());
      if (accept) shell.err().println("Nothing was accepted.");
    }
    return result.code();
  }
}
