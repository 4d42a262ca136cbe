package dev.hone.store;

import dev.hone.core.Candidate;
import dev.hone.core.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run came to, from its events alone. */
final class EventFold {
  /** The end of the run as recorded; empty before. */
  Map<String, Object> verdict = Map.of();

  /** Validation means in the order they became known, with the rollouts spent by then. */
  final List<Point> curve = new ArrayList<>();

  /** Parents of every proposed candidate. */
  final Map<String, List<String>> lineage = new LinkedHashMap<>();

  /** Score by candidate and example. */
  final Map<String, Map<String, Double>> matrix = new TreeMap<>();

  /** Every candidate that was proposed, and the seed. */
  final Map<String, Candidate> candidates = new LinkedHashMap<>();

  Map<String, Object> cost = Map.of();
  int calls;

  record Point(String candidate, String split, double mean, long rollouts) {}

  static EventFold of(Path run) {
    var fold = new EventFold();
    RunEvents.each(run, fold::take);
    return fold;
  }

  private void take(RunEvents.Recorded event) {
    cost = Json.object(event.envelope().get("spent"));
    var body = event.body();
    switch (event.type()) {
      case "RunStarted" -> candidate(body.get("seed"));
      case "Proposed" -> {
        var id = (String) body.get("id");
        lineage.put(
            id,
            ((List<?>) body.get("parents"))
                .stream().map(p -> (String) Json.object(p).get("id")).toList());
        candidate(body.get("prompts"));
      }
      case "EvaluationFinished" ->
          curve.add(
              new Point(
                  (String) body.get("candidate"),
                  (String) body.get("split"),
                  ((Number) body.get("mean")).doubleValue(),
                  ((Number) event.spent("rollouts")).longValue()));
      case "RolloutFinished" ->
          matrix
              .computeIfAbsent((String) body.get("candidate"), _ -> new TreeMap<>())
              .put((String) body.get("example"), ((Number) body.get("score")).doubleValue());
      case "ModelCalled" -> calls++;
      case "RunFinished" -> verdict = body;
      default -> {}
    }
  }

  private void candidate(Object json) {
    var candidate = Candidate.fromJson(Json.object(json));
    candidates.put(candidate.id(), candidate);
  }
}
