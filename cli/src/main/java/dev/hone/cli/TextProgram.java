package dev.hone.cli;

import dev.hone.core.Signature;
import dev.hone.programs.Pipeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a task file says that has a text to improve and no program.
 *
 * @param program one step for each text; no model is asked
 * @param row what a row of the data holds; empty when the file does not say it
 */
record TextProgram(Pipeline program, Optional<Signature> row) {
  private static final String ONE = "text";
  private static final String MANY = "texts";
  private static final String OBJECTIVE = "objective";
  private static final String BACKGROUND = "background";
  private static final String CASE = "case";

  /** The keys that only such a task has. */
  static final List<String> KEYS = List.of(ONE, MANY, OBJECTIVE, BACKGROUND, CASE);

  /** Reads one; empty when the file has a program instead. */
  static Optional<TextProgram> read(Section root) {
    var used = KEYS.stream().filter(k -> root.node().entries().containsKey(k)).toList();
    if (used.isEmpty()) return Optional.empty();
    if (root.has("program"))
      throw Yaml.complaint(
          root.file(),
          root.line(used.getFirst()),
          "'%s' is for a task without a program, but this one has a 'program'. Keep one of the two."
              .formatted(used.getFirst()));
    var texts = texts(root);
    if (texts.values().stream().anyMatch(String::isBlank) && !root.has(OBJECTIVE))
      throw root.missing(
          OBJECTIVE,
          "a sentence on what is wanted, because a text to start from is missing or empty");
    return Optional.of(new TextProgram(program(root, texts), row(root)));
  }

  private static Map<String, String> texts(Section root) {
    if (root.has(ONE) && root.has(MANY)) throw root.wrong(MANY, "either 'text' or 'texts'");
    if (!root.has(MANY)) return Map.of(ONE, given(root, ONE));
    var section = root.section(MANY).orElseThrow();
    var texts = new LinkedHashMap<String, String>();
    for (var name : section.node().entries().keySet()) texts.put(name, given(section, name));
    if (texts.isEmpty()) throw root.wrong(MANY, "at least one name with its text");
    return texts;
  }

  /** A text as it is; nothing at all is an empty one. */
  private static String given(Section section, String key) {
    return section
        .any(key)
        .map(value -> {
          if (value instanceof Yaml.Scalar(_, String text)) return text;
          if (value instanceof Yaml.Scalar(_, Number number)) return String.valueOf(number);
          throw section.wrong(key, "a text");
        })
        .orElse("");
  }

  private static Pipeline program(Section root, Map<String, String> texts) {
    var purpose =
        Stream.of(root.text(OBJECTIVE), root.text(BACKGROUND))
            .flatMap(Optional::stream)
            .map(String::strip)
            .collect(Collectors.joining("\n\n"));
    return root.at(
        root.has(MANY) ? MANY : ONE,
        () -> {
          var steps = new ArrayList<Map<String, Object>>();
          texts.forEach((name, text) -> steps.add(step(name, text, purpose)));
          return Pipeline.of(Map.of("steps", steps, "outputs", List.copyOf(texts.keySet())));
        });
  }

  private static Map<String, Object> step(String name, String text, String purpose) {
    var step = new LinkedHashMap<String, Object>();
    step.put("slot", name);
    step.put("signature", "-> " + name);
    step.put("style", "text");
    step.put("instructions", text);
    if (!purpose.isEmpty()) step.put("descriptions", Map.of(name, purpose));
    return step;
  }

  private static Optional<Signature> row(Section root) {
    return root.text(CASE)
        .map(text ->
            root.at(
                CASE,
                () -> Signature.parse(text.contains("->") ? text : text + " -> right: any?")));
  }
}
