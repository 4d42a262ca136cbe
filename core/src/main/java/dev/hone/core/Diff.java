package dev.hone.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Line differences by longest common subsequence: prompts are short, so the quadratic table is
 * fine.
 */
final class Diff {
  private Diff() {}

  static String of(Candidate before, Candidate after) {
    var slots = new TreeSet<String>(before.slots().keySet());
    slots.addAll(after.slots().keySet());
    return slots.stream()
        .map(slot -> slot(slot, before, after))
        .filter(d -> !d.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static String slot(String slot, Candidate before, Candidate after) {
    var lines = lines(text(before, slot), text(after, slot));
    if (lines.stream().allMatch(l -> l.startsWith(" "))) return "";
    return "[" + slot + "]\n" + String.join("\n", lines);
  }

  private static List<String> text(Candidate candidate, String slot) {
    var prompt = candidate.slots().get(slot);
    if (prompt == null) return List.of();
    var lines = new ArrayList<String>();
    prompt.instructions().text().lines().forEach(lines::add);
    prompt.descriptions().forEach((key, text) -> lines.add("description " + key + ": " + text));
    prompt
        .settings()
        .map()
        .forEach((key, value) -> lines.add("setting " + key + ": " + Values.textOf(value)));
    prompt.model().ifPresent(model -> lines.add("model: " + model));
    prompt
        .nearest()
        .ifPresent(k ->
            lines.add("each question is shown the %d most like it of these demos:".formatted(k)));
    for (var demo : prompt.demos()) lines.add("demo " + text(demo));
    return lines;
  }

  private static String text(Demo demo) {
    return switch (demo) {
      case Demo.Solved(var input, var output, _) ->
          Json.write(input.map()) + " => " + Json.write(output.map());
      case Demo.Turns(var messages) ->
          messages.stream()
              .map(m -> m.role().name().toLowerCase(Locale.ROOT) + ": " + m.text())
              .collect(Collectors.joining(" | "));
    };
  }

  static List<String> lines(List<String> a, List<String> b) {
    var common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--)
      for (int j = b.size() - 1; j >= 0; j--)
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
    var out = new ArrayList<String>();
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        out.add("  " + a.get(i++));
        j++;
      } else if (j >= b.size() || i < a.size() && common[i + 1][j] >= common[i][j + 1])
        out.add("- " + a.get(i++));
      else out.add("+ " + b.get(j++));
    }
    return out;
  }
}
