package dev.hone.store;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.hone.core.Json;
import dev.hone.core.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds the recorded request that has most words in common with one that was never recorded. */
final class NearestRequest {
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s\\p{Punct}]+");
  private static final int CONTEXT = 1;
  private static final int MOST_LINES = 60;

  private final List<String> asked;
  private final Map<String, Integer> words;
  private List<String> nearest = List.of();
  private double likeness = -1;

  NearestRequest(Request request) {
    this.asked = lines(Json.parseObject(Json.write(request.toJson())));
    this.words = words(asked);
  }

  /**
   * @param body a journal's entry of a call
   */
  void consider(String body) {
    var recorded = lines(Json.object(Json.parseObject(body).get("request")));
    double alike = likeness(words(recorded));
    if (alike <= likeness) return;
    likeness = alike;
    nearest = recorded;
  }

  /** The difference of the nearest to the asked one, as a unified diff. */
  String text() {
    if (likeness < 0) return "No call is recorded there at all.";
    var patch = DiffUtils.diff(nearest, asked);
    var diff = UnifiedDiffUtils.generateUnifiedDiff("recorded", "asked", nearest, patch, CONTEXT);
    var shown = diff.subList(0, Math.min(diff.size(), MOST_LINES));
    var rest = diff.size() > MOST_LINES ? "\n… " + (diff.size() - MOST_LINES) + " more lines" : "";
    return "The nearest that is differs so:\n" + String.join("\n", shown) + rest;
  }

  private double likeness(Map<String, Integer> others) {
    long common = 0;
    long all = 0;
    for (var word : words.entrySet()) {
      common += Math.min(word.getValue(), others.getOrDefault(word.getKey(), 0));
      all += word.getValue();
    }
    for (int n : others.values()) all += n;
    return all == 0 ? 0 : 2.0 * common / all;
  }

  private static Map<String, Integer> words(List<String> lines) {
    var words = new HashMap<String, Integer>();
    for (var line : lines)
      for (var word : BETWEEN_WORDS.split(line)) words.merge(word, 1, Integer::sum);
    return words;
  }

  private static List<String> lines(Map<String, Object> request) {
    var lines = new ArrayList<String>();
    request.forEach((key, value) -> {
      if (key.equals("messages") && value instanceof List<?> turns)
        for (var turn : turns) turn(Json.object(turn), lines);
      else lines.add(key + ": " + (value instanceof String text ? text : Json.write(value)));
    });
    return lines;
  }

  private static void turn(Map<String, Object> turn, List<String> lines) {
    turn.forEach((key, value) -> {
      if (key.equals("role")) lines.add("[" + value + "]");
      else if (value instanceof String text) text.lines().forEach(lines::add);
      else lines.add(key + ": " + Json.write(value));
    });
  }
}
