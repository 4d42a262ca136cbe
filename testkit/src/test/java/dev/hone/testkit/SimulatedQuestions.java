package dev.hone.testkit;

import dev.hone.core.Message;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Questions in every form that the reference implementation of the simulated world knows. */
record SimulatedQuestions(SimulatedWorld world) {
  private static final List<String> ENVELOPES =
      List.of(
          "",
          "\nAnswer between <prompt> and </prompt>.",
          "\nUse <INS>.",
          "\nWrap it as <Start>.",
          "\nin <TEXT>",
          "\nin SQUARE brackets");

  private Optional<String> part(int k) {
    int n = world.options().components();
    return n == 1 ? Optional.empty() : Optional.of(world.parts().get(k % n));
  }

  private String guide(int k, Optional<String> part, String tag) {
    var held =
        Stream.concat(world.rules().stream(), world.decoys().stream())
            .filter(n -> part.isEmpty() || world.partOf(n).equals(part.get()))
            .filter(n -> Draws.unit("parity", tag, k, n) < 0.45)
            .toList();
    return SimulatedWorld.guide(held, part, "abcdef");
  }

  private SimulatedCase one(int k, String tag, SimulatedWorld.Split split) {
    var all = world.cases(split);
    return all.get((int) (Draws.unit("parity", tag, k) * all.size()));
  }

  private SimulatedCase one(int k, String tag) {
    return one(k, tag, SimulatedWorld.Split.TRAIN);
  }

  private String shown(int k, int j, boolean gold) {
    var c = one(k, "case" + j);
    return "## Input\n%s\n## Feedback\nThe code is wrong%s."
        .formatted(c.input(), gold ? "; the expected code is " + c.answer() : "");
  }

  /** All steps' instructions. */
  String whole(int k) {
    return world.options().components() == 1
        ? guide(k, Optional.empty(), "true")
        : world.parts().stream()
            .map(p -> guide(k, Optional.of(p), "true"))
            .collect(Collectors.joining("\n"));
  }

  private static Map<String, Object> turn(String role, Object content) {
    return Map.of("role", role, "content", content);
  }

  List<Map<String, Object>> taskJson(int k) {
    var told = guide(k, part(k), "task");
    var asked = one(k, "taskcase", SimulatedWorld.Split.values()[k % 3]).input();
    return switch (k % 4) {
      case 0 -> List.of(turn("system", told), turn("user", asked));
      case 1 -> List.of(turn("user", "  " + told + "\n\n" + asked));
      case 2 ->
          List.of(
              turn(
                  "developer",
                  List.of(
                      Map.of("type", "text", "text", told),
                      Map.of("type", "text", "text", "Be brief – café."))),
              turn("user", one(k, "demo").input()),
              turn("assistant", "no"),
              turn("user", asked));
      default -> List.of(turn("user", k % 8 == 7 ? "nothing to decide" : told + " " + asked));
    };
  }

  List<Message> task(int k) {
    return taskJson(k).stream()
        .map(t -> {
          var role = String.valueOf(t.get("role")).toUpperCase(Locale.ROOT);
          var text =
              t.get("content") instanceof List<?> parts
                  ? parts.stream()
                      .map(p -> String.valueOf(((Map<?, ?>) p).get("text")))
                      .collect(Collectors.joining("\n"))
                  : String.valueOf(t.get("content"));
          return Message.of(
              role.equals("DEVELOPER") ? Message.Role.SYSTEM : Message.Role.valueOf(role), text);
        })
        .toList();
  }

  private static String joined(int n, String between, IntFunction<String> part) {
    return IntStream.range(0, n).mapToObj(part).collect(Collectors.joining(between));
  }

  String proposal(int k) {
    var part = part(k);
    IntFunction<String> g = j -> guide(k, part, "p" + j);
    var text =
        switch (k % 9) {
          case 0 ->
              "Current guidance:\n" + g.apply(0) + "\n" + joined(3, "\n", j -> shown(k, j, true));
          case 1 ->
              "Current guidance:\n" + g.apply(0) + "\n" + joined(4, "\n", j -> shown(k, j, false));
          case 2 -> "Rephrase: " + g.apply(0);
          case 3 ->
              joined(
                      6,
                      "\n",
                      j ->
                          "text: %s\nscore: %d"
                              .formatted(
                                  g.apply(j), (int) (Draws.unit("parity", "score", k, j) * 100)))
                  + "\n"
                  + shown(k, 0, true);
          case 4 -> "Cross " + g.apply(0) + " with " + g.apply(1);
          case 5 -> "current " + g.apply(0) + " a " + g.apply(1) + " b " + g.apply(2);
          case 6 ->
              "current "
                  + g.apply(0)
                  + " a "
                  + g.apply(1)
                  + " b "
                  + g.apply(2)
                  + " best "
                  + g.apply(3);
          case 7 ->
              "What was the instruction?\n"
                  + joined(
                      5,
                      "\n",
                      j ->
                          "Input: %s\nOutput: %s"
                              .formatted(one(k, "ape" + j).input(), one(k, "ape" + j).answer()));
          default -> joined(4, "", j -> "<" + g.apply(j) + "> Accuracy: " + accuracy(k, j) + "\n");
        };
    return text + ENVELOPES.get(k / 9 % ENVELOPES.size());
  }

  private static String accuracy(int k, int j) {
    if (j == 2) return "n/a";
    if (j == 1 && k % 2 == 1) return "-";
    return String.format(Locale.ROOT, "%.3f", Draws.unit("parity", "score", k, j));
  }
}
