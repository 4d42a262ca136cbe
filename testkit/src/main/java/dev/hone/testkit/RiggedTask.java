package dev.hone.testkit;

import dev.hone.core.ContentId;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Json;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Session;
import dev.hone.core.Values;
import dev.hone.engine.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A small task on which any sane method improves. Items come in six families; the scripted student
 * is right about an item when its instructions hold the family's word or a demo shows the family,
 * and about a quarter of the others by luck. The scripted teacher takes the last instruction it is
 * shown and adds a word, now and then a useless one.
 */
public final class RiggedTask {
  private static final List<String> ITEMS =
      List.of("lantern", "kettle", "anvil", "harp", "rudder", "quilt");
  private static final List<String> WORDS =
      List.of("wick", "spout", "iron", "string", "helm", "stitch");
  private static final List<String> USELESS = List.of("velvet", "thunder");
  private static final Map<String, List<String>> LABELS =
      Map.of(
          "group", List.of("granite", "basalt", "marble", "slate", "gneiss", "schist"),
          "sign", List.of("heron", "lynx", "otter", "raven", "stoat", "viper"),
          "code", List.of("amber", "cobalt", "ochre", "russet", "sepia", "teal"));
  private static final Pattern INSTRUCTION =
      Pattern.compile("Name the (?:group|sign|code) of the item\\.(?: Mind ([a-z, ]+)\\.)?");
  private static final double LUCK = 0.25;
  private static final int PER_FAMILY = 4;

  private RiggedTask() {}

  /** One slot, {@code group}; right or wrong. */
  public static Task<Values, Values> oneSlot() {
    return task("rigged-one", List.of("group"), false);
  }

  /**
   * Three slots in a row, {@code group}, {@code sign} and {@code code}, each a third of the score.
   */
  public static Task<Values, Values> threeSlots() {
    return task("rigged-three", List.of("group", "sign", "code"), false);
  }

  /** One slot, with a program that throws on some items and a metric that throws on others. */
  public static Task<Values, Values> broken() {
    return task("rigged-broken", List.of("group"), true);
  }

  /** A model that plays student and teacher alike. */
  public static ScriptedModel model(String name) {
    return ScriptedModel.of(
        name,
        request -> {
          var question = Question.of(request);
          var output = question.signature().outputs().getFirst().name();
          var answer =
              LABELS.containsKey(output) && question.input().has("item")
                  ? Values.of(output, label(question, output))
                  : question.answer(proposal(question, request.key()));
          return Json.write(answer.map());
        });
  }

  private static Task<Values, Values> task(String name, List<String> slots, boolean broken) {
    var program = program(slots, broken);
    return Task.of(
        name,
        program,
        (_, expected, actual, trace) -> {
          if (broken && number(trace.steps().getFirst().input()) % 7 == 3)
            throw new IllegalStateException("the metric has no mind for this item");
          return grade(slots, expected, actual);
        },
        examples(slots, 0),
        examples(slots, PER_FAMILY),
        List.of());
  }

  private static Grade grade(List<String> slots, Values expected, Values actual) {
    var parts = new LinkedHashMap<String, Double>();
    for (var slot : slots)
      parts.put(slot, expected.text(slot).equals(actual.text(slot)) ? 1.0 : 0.0);
    var wrong = parts.entrySet().stream().filter(p -> p.getValue() == 0).map(Map.Entry::getKey);
    var feedback =
        wrong
            .map(s -> "%s is '%s', not '%s'".formatted(s, expected.text(s), actual.text(s)))
            .collect(Collectors.joining("; "));
    double right = parts.values().stream().mapToDouble(p -> p).sum();
    return new Grade(right == slots.size() ? 1 : right / slots.size(), feedback, parts);
  }

  private static Program<Values, Values> program(List<String> slots, boolean broken) {
    var predictors = new ArrayList<Predictor<?, ?>>();
    var steps = new ArrayList<Predictor<Values, Values>>();
    var inputs = "item";
    for (var slot : slots) {
      var choices =
          LABELS.getOrDefault(slot, List.of()).stream()
              .map(l -> "'" + l + "'")
              .collect(Collectors.joining("|"));
      var step =
          Predictor.of(
              slot,
              inputs + " -> " + slot + ": " + choices,
              "Name the %s of the item.".formatted(slot));
      steps.add(step);
      predictors.add(step);
      inputs = "item, " + slot;
    }
    var declared = List.copyOf(predictors);
    return new Program<>() {
      @Override
      public Values run(Values input, Session session) {
        if (broken && number(input) % 7 == 5)
          throw new IllegalStateException("the program cannot lift this item");
        var known = input;
        for (var step : steps)
          known = known.merge(session.call(step, known.only(step.signature().inputs())));
        return known;
      }

      @Override
      public List<Predictor<?, ?>> predictors() {
        return declared;
      }
    };
  }

  private static List<Example> examples(List<String> slots, int from) {
    return IntStream.range(from * ITEMS.size(), (from + PER_FAMILY) * ITEMS.size())
        .mapToObj(i -> example(slots, i))
        .toList();
  }

  private static Example example(List<String> slots, int number) {
    int family = number % ITEMS.size();
    var expected = Values.EMPTY;
    for (var slot : slots)
      expected = expected.with(slot, LABELS.getOrDefault(slot, List.of()).get(family));
    return Example.of(Values.of("item", ITEMS.get(family) + " " + number), expected);
  }

  private static String label(Question question, String output) {
    var item = question.input().text("item");
    int family = family(item);
    var labels = LABELS.getOrDefault(output, List.of());
    boolean shown =
        question.demos().stream()
            .anyMatch(d ->
                family(d.input().text("item")) == family
                    && d.output().text(output).equals(labels.get(family)));
    boolean told = question.instructions().contains(WORDS.get(family));
    if (shown || told || chance("luck" + output + item) < LUCK) return labels.get(family);
    int other = 1 + (int) (chance("other" + output + item) * (labels.size() - 1));
    return labels.get((family + other) % labels.size());
  }

  private static String proposal(Question question, String key) {
    var shown = INSTRUCTION.matcher(question.text()).results().toList();
    var words = new TreeSet<String>();
    var base = "Name the group of the item.";
    if (!shown.isEmpty()) {
      MatchResult last = shown.getLast();
      base = last.group().split(" Mind", -1)[0];
      if (last.group(1) != null) words.addAll(List.of(last.group(1).split(", ", -1)));
    }
    var all = new ArrayList<>(WORDS);
    all.addAll(USELESS);
    words.add(all.get((int) (chance(key) * all.size())));
    return base + " Mind " + String.join(", ", words) + ".";
  }

  private static int family(String item) {
    return ITEMS.indexOf(item.split(" ", -1)[0].toLowerCase(Locale.ROOT));
  }

  private static int number(Values input) {
    return Integer.parseInt(input.text("item").split(" ", -1)[1]);
  }

  /** A number from 0 to 1 that depends on the text alone. */
  static double chance(String text) {
    return Long.parseLong(ContentId.of(text), 16) / (double) (1L << 48);
  }
}
