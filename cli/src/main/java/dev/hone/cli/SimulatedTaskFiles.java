package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.testkit.SimulatedEndpoint;
import dev.hone.testkit.SimulatedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A simulated world's task as files that the other commands read. */
final class SimulatedTaskFiles {
  private static final Map<SimulatedWorld.Split, String> FILES =
      Map.of(
          SimulatedWorld.Split.TRAIN, "train.jsonl",
          SimulatedWorld.Split.VALIDATION, "validation.jsonl",
          SimulatedWorld.Split.TEST, "test.jsonl");

  private SimulatedTaskFiles() {}

  /** The task file comes last: where it is, everything is. */
  static void write(Path folder, SimulatedEndpoint endpoint) {
    var task = folder.resolve("task.yaml");
    if (Files.exists(task))
      throw new BadInput(
          "There is a file %s already. Give another folder to --write, or remove it."
              .formatted(task));
    var world = endpoint.world();
    try {
      Files.createDirectories(folder);
      for (var split : SimulatedWorld.Split.values())
        Files.writeString(
            folder.resolve(FILES.getOrDefault(split, "")),
            world.cases(split).stream()
                .map(c -> {
                  var row = new LinkedHashMap<String, Object>();
                  row.put("case", c.input());
                  row.put("code", c.answer());
                  return Json.write(row) + "\n";
                })
                .collect(Collectors.joining()));
      Files.writeString(task, task(endpoint));
    } catch (IOException e) {
      throw new BadInput(
          "%s cannot be written: %s. Give a folder of yours to --write."
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static String task(SimulatedEndpoint endpoint) {
    var world = endpoint.world();
    var text = new StringBuilder();
    text.append("name: simulated-").append(world.options().seed()).append("\nprogram:\n");
    var seeds = world.seedPrompt();
    world
        .signatures()
        .forEach((slot, signature) ->
            text.append(
                "  - slot: %s\n    signature: \"%s\"\n    instructions: \"%s\"\n"
                    .formatted(slot, signature, seeds.get(slot))));
    text.append("data: { train: train.jsonl, validation: validation.jsonl");
    if (world.options().test() > 0) text.append(", test: test.jsonl");
    text.append(" }\nmetric: { contains: [code] }\nadapter: markers\n");
    text.append("student: openai/sim-task@").append(endpoint.baseUrl()).append('\n');
    text.append("teacher: openai/sim-reflect@").append(endpoint.baseUrl()).append('\n');
    return text.append("optimizer: lean-reflective\nbudget: { rollouts: 600 }\nparallel: 16\n")
        .toString();
  }
}
