package dev.hone.programs;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Field;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What keeps prompts from being used with a program.
 *
 * @param lines one difference each; none when all fits
 */
record Mismatch(List<String> lines) {

  /** Between what a file says about its program, and a program. */
  static Mismatch of(Compiled compiled, Program<?, ?> program) {
    var now = predictors(program);
    var lines =
        new ArrayList<>(slots(now.keySet(), compiled.slots().keySet(), "compiled file").lines());
    now.forEach((name, predictor) -> {
      var then = compiled.slots().get(name);
      if (then == null) return;
      lines.addAll(fields(name, "input", then.inputs(), predictor.signature().inputs()));
      lines.addAll(fields(name, "output", then.outputs(), predictor.signature().outputs()));
    });
    lines.addAll(variables(compiled.candidate(), now));
    return new Mismatch(lines);
  }

  /** Between a program and prompts alone. */
  static Mismatch of(Program<?, ?> program, Candidate candidate) {
    var now = predictors(program);
    var lines =
        new ArrayList<>(slots(now.keySet(), candidate.slots().keySet(), "candidate").lines());
    lines.addAll(variables(candidate, now));
    return new Mismatch(lines);
  }

  static Mismatch slots(Set<String> program, Set<String> prompts, String what) {
    var lines = new ArrayList<String>();
    for (var slot : program)
      if (!prompts.contains(slot))
        lines.add("slot '%s' is in the program only, not in the %s".formatted(slot, what));
    for (var slot : prompts)
      if (!program.contains(slot))
        lines.add("slot '%s' is in the %s only, not in the program".formatted(slot, what));
    return new Mismatch(lines);
  }

  void orThrow() {
    if (!lines.isEmpty())
      throw new BadInput(
          "These prompts were made for another program: "
              + String.join("; ", lines)
              + ". Compile the program again, or use the program they were made for.");
  }

  private static Map<String, Predictor<?, ?>> predictors(Program<?, ?> program) {
    var map = new LinkedHashMap<String, Predictor<?, ?>>();
    for (var predictor : program.predictors()) map.put(predictor.slot(), predictor);
    return map;
  }

  private static List<String> fields(String slot, String side, List<Field> then, List<Field> now) {
    var before = byName(then);
    var after = byName(now);
    var names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    var lines = new ArrayList<String>();
    for (var name : names) {
      var old = before.containsKey(name) ? before.get(name) : "missing";
      var fresh = after.containsKey(name) ? after.get(name) : "missing";
      if (!old.equals(fresh))
        lines.add(
            "slot '%s': %s '%s' is %s in the compiled file and %s in the program"
                .formatted(slot, side, name, old, fresh));
    }
    return lines;
  }

  private static Map<String, String> byName(List<Field> fields) {
    return fields.stream()
        .collect(
            Collectors.toMap(
                Field::name,
                f -> f.type().text() + (f.optional() ? "?" : ""),
                (a, _) -> a,
                LinkedHashMap::new));
  }

  private static List<String> variables(
      Candidate candidate, Map<String, Predictor<?, ?>> predictors) {
    var lines = new ArrayList<String>();
    predictors.forEach((name, predictor) -> {
      var prompt = candidate.slots().get(name);
      if (prompt == null) return;
      var needed = Template.of(predictor.seed().instructions().open()).variables();
      var held = Template.of(prompt.instructions().open()).variables();
      if (!needed.equals(held))
        lines.add(
            "slot '%s': the instructions hold the variables %s, the program fills %s"
                .formatted(name, held, needed));
    });
    return lines;
  }
}
