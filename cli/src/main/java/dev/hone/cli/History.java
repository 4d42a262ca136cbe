package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Json;
import dev.hone.engine.Event;
import dev.hone.engine.Interval;
import dev.hone.engine.Population;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run did, folded from its event log alone. */
final class History {
  private final Map<String, Tried> candidates = new LinkedHashMap<>();
  private final List<Point> points = new ArrayList<>();
  private final Map<String, Map<String, Outcome>> outcomes = new LinkedHashMap<>();
  private final Map<String, Interval> tests = new LinkedHashMap<>();
  private final Map<String, Long> warnings = new LinkedHashMap<>();
  private final List<Note> notes = new ArrayList<>();
  private final Map<String, List<String>> fronts = new LinkedHashMap<>();
  private Map<String, Object> finished = Map.of();
  private Map<String, Object> spent = Map.of();
  private Optional<Candidate> seed = Optional.empty();
  private long elapsedMs;
  private int processes;
  private boolean diverged;

  /**
   * A candidate.
   *
   * @param parents ids with roles
   * @param validation empty when it was never measured on all validation examples
   * @param verdict what the search said about it
   */
  record Tried(
      String id,
      Map<String, String> parents,
      String operator,
      long iteration,
      String reason,
      Optional<Candidate> prompts,
      Optional<Interval> validation,
      String verdict) {
    Tried withValidation(Interval interval) {
      return new Tried(
          id, parents, operator, iteration, reason, prompts, Optional.of(interval), verdict);
    }

    Tried withVerdict(String next) {
      return new Tried(id, parents, operator, iteration, reason, prompts, validation, next);
    }
  }

  /** A full measurement, {@code rollouts} into the run. */
  record Point(String candidate, long rollouts, Interval score) {}

  /** How one candidate fared on one example. */
  record Outcome(
      String example, String split, double score, String feedback, String status, String error) {}

  record Note(String title, String text) {}

  /**
   * Reads a log.
   *
   * @param lines JSON objects, one a line; a line that is no JSON ends the log, as a torn tail does
   * @param blobs gives the body of a long event by its hash
   */
  static History of(Stream<String> lines, UnaryOperator<String> blobs) {
    var history = new History();
    var iterator = lines.filter(l -> !l.isBlank()).iterator();
    while (iterator.hasNext()) {
      var line = parsed(iterator.next());
      if (line.isEmpty()) break;
      history.fold(line.get(), blobs);
    }
    return history;
  }

  /** Empty for the torn line a killed process leaves at the end. */
  private static Optional<Map<String, Object>> parsed(String line) {
    try {
      return Optional.of(Json.parseObject(line));
    } catch (BadInput torn) {
      return Optional.empty();
    }
  }

  Map<String, Tried> candidates() {
    return candidates;
  }

  List<Point> points() {
    return points;
  }

  /** Scores on the held-out test, by candidate. */
  Map<String, Interval> tests() {
    return tests;
  }

  Optional<Candidate> seed() {
    return seed;
  }

  Map<String, Long> warnings() {
    return warnings;
  }

  List<Note> notes() {
    return notes;
  }

  /** The fields of the end of the run; empty when it has not ended. */
  Map<String, Object> finished() {
    return finished;
  }

  Map<String, Object> spent() {
    return spent;
  }

  long elapsedMs() {
    return elapsedMs;
  }

  int processes() {
    return processes;
  }

  boolean diverged() {
    return diverged;
  }

  /** The id of the best candidate so far. */
  String best() {
    if (finished.get("best") instanceof String best) return best;
    return points.stream()
        .reduce((a, b) -> b.score().mean() > a.score().mean() ? b : a)
        .map(Point::candidate)
        .orElse("");
  }

  /** Lineage, front and winners, from the proposals and rollouts of the log. */
  Population population() {
    return new Population(
        candidates.values().stream()
            .map(t ->
                new Population.Member(
                    t.id(),
                    t.parents().entrySet().stream()
                        .map(p -> new Event.Parent(p.getKey(), p.getValue()))
                        .toList(),
                    t.operator(),
                    t.validation().isPresent() ? validated(t.id()) : Map.of()))
            .toList());
  }

  private Map<String, Double> validated(String candidate) {
    var scores = new LinkedHashMap<String, Double>();
    for (var outcome : outcomes(candidate))
      if (outcome.split().equals("validation") && !outcome.status().equalsIgnoreCase("missing"))
        scores.put(outcome.example(), outcome.score());
    return scores;
  }

  /** Who holds each front that the method itself keeps, by its last word; empty for most. */
  Map<String, List<String>> fronts() {
    return fronts;
  }

  /** What a candidate did on validation and test, in the order of the log. */
  List<Outcome> outcomes(String candidate) {
    return List.copyOf(outcomes.getOrDefault(candidate, Map.of()).values());
  }

  private void fold(Map<String, Object> line, UnaryOperator<String> blobs) {
    var body =
        line.get("blob") instanceof String hash
            ? Json.parseObject(blobs.apply(hash))
            : Json.object(line.getOrDefault("body", Map.of()));
    if (line.get("spent") instanceof Map<?, ?> map) spent = Json.object(map);
    elapsedMs = Math.max(elapsedMs, whole(line, "elapsedMs"));
    switch (text(line, "type")) {
      case "RunStarted" -> started(body);
      case "Proposed" -> proposed(body);
      case "EvaluationFinished" -> measured(body, whole(spent, "rollouts"));
      case "Accepted" -> verdict(body, "accepted: " + text(body, "rule"));
      case "Rejected" -> verdict(body, text(body, "sentence"));
      case "FrontChanged" -> frontChanged(body);
      case "RolloutFinished" -> rolledOut(body);
      case "Warned" ->
          warnings.merge(
              (text(body, "sentence") + " " + text(body, "repair")).strip(), 1L, Long::sum);
      case "Noted", "Diagnosed" -> notes.add(new Note(text(body, "title"), text(body, "text")));
      case "ProposalFailed" ->
          notes.add(
              new Note(
                  "proposal of %s dropped".formatted(text(body, "operator")),
                  text(body, "sentence")));
      case "ProcessStarted" -> processes++;
      case "Diverged" -> diverged = true;
      case "RunFinished" -> finished = body;
      default -> {}
    }
  }

  private void started(Map<String, Object> body) {
    seed = candidate(body.get("seed"));
    seed.ifPresent(s ->
        candidates.put(
            s.id(),
            new Tried(
                s.id(), Map.of(), "seed", 0, "", Optional.of(s), Optional.empty(), "the start")));
  }

  private void proposed(Map<String, Object> body) {
    var parents = new LinkedHashMap<String, String>();
    if (body.get("parents") instanceof List<?> list)
      for (var parent : list) {
        var map = Json.object(parent);
        parents.put(text(map, "id"), text(map, "role"));
      }
    var id = text(body, "id");
    candidates.putIfAbsent(
        id,
        new Tried(
            id,
            parents,
            text(body, "operator"),
            whole(body, "iteration"),
            text(body, "reason"),
            candidate(body.get("prompts")),
            Optional.empty(),
            ""));
  }

  private void verdict(Map<String, Object> body, String sentence) {
    candidates.computeIfPresent(text(body, "candidate"), (_, tried) -> tried.withVerdict(sentence));
  }

  private void measured(Map<String, Object> body, long rollouts) {
    if (!Boolean.TRUE.equals(body.get("complete"))) return;
    var interval =
        new Interval(
            number(body, "mean"),
            number(body, "low"),
            number(body, "high"),
            (int) (whole(body, "done") - whole(body, "missing")),
            text(body, "method"));
    var id = text(body, "candidate");
    if (text(body, "split").equals("test")) tests.put(id, interval);
    if (text(body, "purpose").equals("baseline"))
      seed = Optional.ofNullable(candidates.get(id)).flatMap(Tried::prompts).or(() -> seed);
    boolean full = List.of("baseline", "full").contains(text(body, "purpose"));
    if (!text(body, "split").equals("validation") || !full) return;
    candidates.compute(
        id,
        (_, known) ->
            (known == null
                    ? new Tried(id, Map.of(), "", 0, "", Optional.empty(), Optional.empty(), "")
                    : known)
                .withValidation(interval));
    points.add(new Point(id, rollouts, interval));
  }

  private void frontChanged(Map<String, Object> body) {
    fronts.clear();
    if (body.get("winners") instanceof Map<?, ?> winners)
      winners.forEach((front, ids) -> {
        if (ids instanceof List<?> list)
          fronts.put(String.valueOf(front), list.stream().map(String::valueOf).toList());
      });
  }

  private void rolledOut(Map<String, Object> body) {
    var split = text(body, "split");
    if (!split.equals("validation") && !split.equals("test")) return;
    var example = text(body, "example");
    outcomes
        .computeIfAbsent(text(body, "candidate"), _ -> new LinkedHashMap<>())
        .put(
            split + "/" + example,
            new Outcome(
                example,
                split,
                number(body, "score"),
                text(body, "feedback"),
                text(body, "status"),
                text(body, "error")));
  }

  private static Optional<Candidate> candidate(@Nullable Object event) {
    return event == null ? Optional.empty() : Optional.of(Candidate.fromJson(Json.object(event)));
  }

  static String text(Map<String, Object> map, String key) {
    var value = map.get(key);
    return value == null ? "" : value.toString();
  }

  static double number(Map<String, Object> map, String key) {
    return map.get(key) instanceof Number n ? n.doubleValue() : 0;
  }

  static long whole(Map<String, Object> map, String key) {
    return map.get(key) instanceof Number n ? n.longValue() : 0;
  }

  /** An interval as events write it; empty when there is none. */
  static Optional<Interval> interval(@Nullable Object event) {
    if (!(event instanceof Map<?, ?> plain) || !plain.containsKey("mean")) return Optional.empty();
    var map = Json.object(plain);
    return Optional.of(
        new Interval(
            number(map, "mean"),
            number(map, "low"),
            number(map, "high"),
            (int) whole(map, "n"),
            text(map, "method")));
  }
}
