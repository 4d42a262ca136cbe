package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.core.Values;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Rollout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was answered when a check was last accepted: a small text file to be committed, with a first
 * line that says whose it is and one line per example.
 *
 * @param rows by example
 */
record Accepted(String task, String split, Map<String, Row> rows) {
  private static final String KIND = "accepted";
  private static final long VERSION = 1;

  record Row(double score, Values output) {}

  /**
   * What has changed since.
   *
   * @param regressions right then, wrong now
   * @param recovered wrong then, right now
   * @param fresh how many examples were not there then
   * @param gone how many are not there now
   */
  record Changes(List<Regression> regressions, List<Rollout> recovered, int fresh, int gone) {
    Changes {
      regressions = List.copyOf(regressions);
      recovered = List.copyOf(recovered);
    }

    Optional<Regression> of(Rollout rollout) {
      return regressions.stream().filter(r -> r.now().equals(rollout)).findFirst();
    }
  }

  record Regression(Row before, Rollout now) {}

  /**
   * Reads a file.
   *
   * @throws BadInput naming file and line when it cannot be read or is no such file
   */
  static Accepted read(Path file, String shown) {
    if (!Files.exists(file))
      throw new BadInput(
          "There is no accepted file %s. A passing check with --accept writes it."
              .formatted(shown));
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new BadInput(
          "%s cannot be read (%s). Give the file that --accept wrote."
              .formatted(shown, e.getClass().getSimpleName()),
          e);
    }
    if (lines.isEmpty() || !lines.getFirst().startsWith("{\"hone\":\"" + KIND + "\""))
      throw new BadInput(
          "%s is not a file of accepted answers. Give the file that 'hone check --accept' wrote."
              .formatted(shown));
    var head = parsed(lines.getFirst(), shown, 1);
    if (!Long.valueOf(VERSION).equals(head.get("v")))
      throw new BadInput(
          "%s has version %s, this Hone reads version %d. Accept again with --accept."
              .formatted(shown, head.get("v"), VERSION));
    var rows = new LinkedHashMap<String, Row>();
    for (int i = 1; i < lines.size(); i++)
      if (!lines.get(i).isBlank()) {
        var line = parsed(lines.get(i), shown, i + 1);
        if (!(line.get("id") instanceof String id)
            || !(line.get("score") instanceof Number score)
            || !(line.get("output") instanceof Map<?, ?> output))
          throw new BadInput(
              "%s, line %d: a row needs 'id', 'score' and 'output'. Accept again with --accept."
                  .formatted(shown, i + 1));
        rows.put(id, new Row(score.doubleValue(), Values.of(Json.object(output))));
      }
    return new Accepted(History.text(head, "task"), History.text(head, "split"), rows);
  }

  private static Map<String, Object> parsed(String line, String shown, int number) {
    try {
      return Json.parseObject(line);
    } catch (BadInput e) {
      throw e.at("%s, line %d".formatted(shown, number));
    }
  }

  /**
   * Checks that it belongs to this measurement.
   *
   * @throws BadInput when it is of another task, another split or wholly other examples
   */
  void requireFit(Measuring measuring, String shown) {
    var name = measuring.job().file().name();
    if (!task.equals(name) || !split.equals(measuring.split()))
      throw new BadInput(
          "%s was accepted for the %s examples of '%s', not for the %s examples of '%s'. Give another file."
              .formatted(shown, split, task, measuring.split(), name));
    if (measuring.examples().stream().noneMatch(e -> rows.containsKey(e.id())))
      throw new BadInput(
          "%s knows none of the %s examples. Accept again with --accept into a new file."
              .formatted(shown, split));
  }

  /**
   * @param right the score from which on an answer counts as right
   */
  Changes against(Evaluation evaluation, double right) {
    var regressions = new ArrayList<Regression>();
    var recovered = new ArrayList<Rollout>();
    int known = 0;
    for (var rollout : evaluation.rollouts()) {
      var before = rows.get(rollout.example().id());
      if (before == null) continue;
      known++;
      if (rollout.status() == Rollout.Status.MISSING) continue;
      boolean was = before.score() >= right;
      boolean is = rollout.score() >= right;
      if (was && !is) regressions.add(new Regression(before, rollout));
      if (!was && is) recovered.add(rollout);
    }
    return new Changes(
        regressions, recovered, evaluation.rollouts().size() - known, rows.size() - known);
  }

  /** The text of the file; the same measurement gives the same text. */
  static String text(Measuring measuring, Evaluation evaluation) {
    var interval = evaluation.interval();
    var head = new LinkedHashMap<String, Object>();
    head.put("hone", KIND);
    head.put("v", VERSION);
    head.put("task", measuring.job().file().name());
    head.put("split", measuring.split());
    head.put("student", measuring.job().student().text());
    head.put("candidate", evaluation.candidate().id());
    head.putAll(Summary.interval(interval));
    var out = new StringBuilder(Json.write(head)).append('\n');
    for (var rollout : evaluation.rollouts()) {
      var row = new LinkedHashMap<String, Object>();
      row.put("id", rollout.example().id());
      row.put("score", rollout.score());
      row.put("output", rollout.output());
      out.append(Json.write(row)).append('\n');
    }
    return out.toString();
  }
}
