package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.lm.Adapters;
import dev.hone.lm.ModelOptions;
import dev.hone.lm.ModelSpec;
import dev.hone.lm.RolloutSession;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers one input. */
@Command(
    name = "run",
    description = "Answers one input with a compiled program; the answer is one JSON object.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      index = "0",
      paramLabel = "COMPILED.json",
      description = "A compiled program, or the directory of a run.")
  String file = "";

  @Option(
      names = "--input",
      required = true,
      paramLabel = "JSON",
      description = "The input, for example '{\"text\": \"…\"}', or @FILE.")
  String input = "";

  @Option(
      names = "--student",
      paramLabel = "SPEC",
      description = "The model; the one it was made for when left out.")
  @Nullable String student;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "For one whole answer, for example 30s.")
  @Nullable String deadline;

  RunCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    var compiled = CompiledFile.read(shell, file);
    var program =
        compiled
            .pipeline()
            .orElseThrow(() ->
                new BadInput(
                    "%s was compiled for a program written in Java. Load it there: Hone.with(model).load(path, program)."
                        .formatted(file)));
    var given = given();
    for (var field : program.inputs())
      if (!field.optional() && !given.has(field.name()))
        throw new BadInput(
            "--input has no '%s'. The program needs %s."
                .formatted(
                    field.name(), Json.write(Rehearsal.placeholders(program.inputs()).map())));
    var spec =
        Optional.ofNullable(student)
            .map(ModelSpec::parse)
            .or(() -> CompiledFile.student(compiled))
            .orElseThrow(() ->
                new BadInput(
                    "%s does not say which model it was made for. Pass --student SPEC."
                        .formatted(file)));
    var options =
        ModelOptions.defaults()
            .withDeadline(TaskOptions.duration("--deadline", deadline).orElse(Job.DEADLINE));
    try (var crew = new Crew(options, shell)) {
      var model = crew.of(spec);
      var format = Adapters.named(compiled.format().orElse(Adapters.AUTO), model.capabilities());
      RolloutSession.Send send =
          (_, request) -> {
            var asked = request.model().isEmpty() ? model : crew.ofHandle(request.model());
            var question = request.withModel(asked.name());
            return new RolloutSession.Answer(question.key(), asked.complete(question));
          };
      var session =
          new RolloutSession(
              compiled.candidate(), format, send, Instant.now(), RolloutSession.Listener.NONE);
      shell.out().println(Json.write(session.run(program, given).map()));
    }
    return Main.DONE;
  }

  private Values given() {
    try {
      var text =
          input.startsWith("@") ? Files.readString(shell.resolve(input.substring(1))) : input;
      return Values.of(Json.parseObject(text));
    } catch (BadInput e) {
      throw e.at("--input");
    } catch (IOException e) {
      throw new BadInput(
          "--input names %s, which cannot be read.".formatted(input.substring(1)), e);
    }
  }
}
