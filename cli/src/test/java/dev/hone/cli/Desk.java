package dev.hone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hone.core.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A directory with a task, at which a person calls {@code hone}. */
final class Desk {
  static final String CANARY = "sk-canary-5c1f9e20b7";

  final Path directory;
  final Map<String, String> environment = new HashMap<>();
  Interrupts interrupts = Interrupts.none();

  /** What a call left: exit code, standard output, standard error. */
  record Said(int code, String out, String err) {
    Map<String, Object> json() {
      return Json.parseObject(out);
    }
  }

  Desk(Path directory) {
    this.directory = directory;
    environment.put("OPENAI_API_KEY", CANARY);
    environment.put("HONE_CACHE", directory.resolve("cache").toString());
    write("train.jsonl", animals("train", 8));
    write("validation.jsonl", animals("validation", 12));
    write("test.jsonl", animals("test", 10));
  }

  /** A task over animals and their sounds, solved by {@code student}. */
  Desk withTask(String student) {
    write("task.yaml", task(student));
    return this;
  }

  static String task(String student) {
    return """
    name: animals
    program:
      - slot: tell
        signature: "text -> animal: 'dog'|'cat'"
        instructions: Which animal is it?
    data: {train: train.jsonl, validation: validation.jsonl, test: test.jsonl}
    metric: {exact: [animal]}
    student: %s
    adapter: plain
    optimizer: {name: bootstrap-random-search, options: {numCandidates: 2, maxLabeledDemos: 4}}
    """
        .formatted(student);
  }

  private static String animals(String split, int n) {
    var lines = new StringBuilder();
    for (int i = 0; i < n; i++) {
      boolean dog = i % 2 == 0;
      lines.append(
          "{\"text\": \"%s %d: it says %s\", \"animal\": \"%s\"}\n"
              .formatted(split, i, dog ? "woof" : "meow", dog ? "dog" : "cat"));
    }
    return lines.toString();
  }

  Path write(String name, String text) {
    try {
      var file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String name) {
    try {
      return Files.readString(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Said hone(String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var shell =
        new Shell(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Map.copyOf(environment),
            directory,
            false,
            interrupts);
    int code = Main.run(args, shell);
    return new Said(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** A process of its own, with the same environment. */
  Process process(String... args) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Every file below the directory, by relative name. */
  TreeSet<String> files() {
    try (var all = Files.walk(directory)) {
      var names = new TreeSet<String>();
      all.filter(Files::isRegularFile).forEach(f -> names.add(directory.relativize(f).toString()));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
