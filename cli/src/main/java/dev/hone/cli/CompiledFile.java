package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.lm.ModelSpec;
import dev.hone.programs.Compiled;
import dev.hone.store.RunDirectory;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/** Compiled programs as commands take them: a file, or the directory of the run that made it. */
final class CompiledFile {
  private CompiledFile() {}

  static Compiled read(Shell shell, String path) {
    var file = shell.resolve(path);
    if (Files.isDirectory(file)) {
      RunDirectory.recordOf(file);
      var folder = new RunFolder(file);
      if (!Files.exists(folder.compiled()))
        throw new BadInput(
            "The run in %s has no compiled program yet. Go on with it: hone optimize --resume %s"
                .formatted(path, path));
      return Compiled.read(folder.compiled());
    }
    return Compiled.read(file);
  }

  /**
   * Checks that prompts are for this program, and says when its source has changed since.
   *
   * @param name of the compiled file, as a person gave it
   * @return the change, line by line; empty when there is none
   * @throws BadInput when they are for another program
   */
  static String requireFit(Shell shell, Compiled compiled, Job job, String name) {
    compiled.requireFit(job.file().program());
    var drift = compiled.drift(job.file().program());
    if (!drift.isEmpty())
      shell
          .err()
          .println(
              "! The instructions in %s have changed since %s was made:\n%s"
                  .formatted(
                      shell.shorten(job.file().file()), name, drift.indent(4).stripTrailing()));
    return drift;
  }

  /** The student it was made for. */
  static Optional<ModelSpec> student(Compiled compiled) {
    return compiled.provenance().get("models") instanceof Map<?, ?> models
            && models.get("student") instanceof Map<?, ?> student
        ? Optional.of(History.text(Json.object(student), "spec"))
            .filter(s -> !s.isEmpty())
            .map(ModelSpec::parse)
        : Optional.empty();
  }
}
