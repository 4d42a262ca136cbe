package dev.hone.benchmarks;

import dev.hone.core.Candidate;
import dev.hone.core.ContentId;
import dev.hone.core.Demo;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Message;
import dev.hone.core.Predictor;
import dev.hone.core.Request;
import dev.hone.core.Values;
import dev.hone.engine.Task;
import dev.hone.lm.LanguageModel;
import dev.hone.testkit.ScriptedModel;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A task on which examples teach and rewriting is noise, as with a student and a teacher of 135
 * million parameters. How often the student is right depends on the set of examples it is shown: on
 * their number, to one half of the rest on each of them, and to the other half on chance by the
 * set. Half of what makes a case easy or hard is the case's own, the other half is new with each
 * prompt. Half of what the teacher is asked comes out garbled.
 */
final class ShownWorld implements Worlds.World {
  private static final Pattern CASE = Pattern.compile("case (\\d+)");
  private static final Pattern FIELD =
      Pattern.compile("You answer with these fields:\\n1\\. `(\\w+)`");
  private static final Pattern RULE = Pattern.compile("rule (\\d+)");
  private static final List<String> LABELS = List.of("ant", "bee", "cat", "dog", "eel", "fox");
  private static final String START = "Name the animal of the case.";
  private static final String OUTPUT = "label";
  private static final Predictor<Values, Values> PREDICTOR =
      Predictor.of("answer", "text -> " + OUTPUT, START);
  private static final double HALF = Math.sqrt(0.5);
  private static final double GARBLED = 0.5;
  private static final double MOST_DEMOS = 16;

  /** A case that is no example; its words are like those of every other case. */
  private static final int UNSEEN = 1000;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private final Shape shape;
  private final long seed;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();

  ShownWorld(Shape shape, long seed) {
    this.shape = shape;
    this.seed = seed;
  }

  /**
   * Shares of cases that are answered right.
   *
   * @param start by the start
   * @param shown by a set of 16, on average
   * @param halving what is lost with each halving of a set
   * @param spread standard deviation between sets of one size
   * @param words what a rewriting changes, on average, with {@code wordsSpread} between rewritings
   */
  record Shape(
      double start,
      double shown,
      double halving,
      double spread,
      double words,
      double wordsSpread) {}

  @Override
  public Task<Values, Values> task() {
    return Task.of(
        PREDICTOR,
        (_, expected, actual, _) ->
            Grade.of(
                expected.text(OUTPUT).equals(actual.text(OUTPUT)),
                "It is " + expected.text(OUTPUT)),
        cases(0, 100),
        cases(100, 200),
        List.of());
  }

  private List<Example> cases(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Example.of(Values.of("text", "case " + i), Values.of(OUTPUT, label(i))))
        .toList();
  }

  private String label(int number) {
    return LABELS.get(chance("label", number).nextInt(LABELS.size()));
  }

  @Override
  public double truth(Candidate candidate) {
    var prompt =
        candidate.at("answer").towards(PREDICTOR.signature(), Values.of("text", "case " + UNSEEN));
    var shown =
        prompt.demos().stream()
            .filter(Demo.Solved.class::isInstance)
            .map(Demo.Solved.class::cast)
            .flatMap(d -> numbers(d.input().text("text")).stream())
            .toList();
    return quality(rule(prompt.instructions().open()), shown);
  }

  private double quality(Optional<String> rule, List<Integer> shown) {
    double quality = shape.start();
    if (!shown.isEmpty()) {
      double sum = shown.stream().mapToDouble(n -> chance("demo", n).nextGaussian()).sum();
      double set = chance("set", shown).nextGaussian();
      double halvings = Math.log(MOST_DEMOS / shown.size()) / Math.log(2);
      quality =
          shape.shown()
              - shape.halving() * Math.max(0, halvings)
              + shape.spread() * HALF * (sum / Math.sqrt(shown.size()) + set);
    }
    if (rule.isPresent())
      quality += shape.words() + shape.wordsSpread() * chance("rule", rule).nextGaussian();
    return Math.clamp(quality, 0.005, 0.98);
  }

  private static Optional<String> rule(String text) {
    return RULE.matcher(text).results().map(r -> r.group(1)).reduce((_, last) -> last);
  }

  private static List<Integer> numbers(String text) {
    return CASE.matcher(text).results().map(r -> Integer.valueOf(r.group(1))).toList();
  }

  private SplittableRandom chance(Object... of) {
    return new SplittableRandom(Long.parseUnsignedLong(ContentId.of(seed + "|" + List.of(of)), 16));
  }

  @Override
  public LanguageModel student() {
    return model("student");
  }

  @Override
  public LanguageModel teacher() {
    return model("teacher");
  }

  private String answer(String request) {
    answered.incrementAndGet();
    var numbers = numbers(request);
    int about = numbers.getLast();
    var shown = numbers.subList(0, numbers.size() - 1);
    var rule = rule(request);
    double own = chance("case", about).nextGaussian();
    double now = chance("case", about, rule, shown).nextGaussian();
    boolean right = NORMAL.cumulativeProbability(HALF * (own + now)) < quality(rule, shown);
    var label = label(about);
    if (right) return label;
    var wrong = LABELS.stream().filter(l -> !l.equals(label)).toList();
    return wrong.get(chance("wrong", about, rule, shown).nextInt(wrong.size()));
  }

  private String rewriting(String request) {
    asked.incrementAndGet();
    var chance = chance("asked", request);
    return chance.nextDouble() < GARBLED
        ? ""
        : "%s Follow rule %d.".formatted(START, chance.nextInt(1, 1_000_000_000));
  }

  /** Either model answers cases and writes texts, as it is asked to. */
  private LanguageModel model(String name) {
    return ScriptedModel.of("shown/" + name, this::say);
  }

  private String say(Request request) {
    var text = request.messages().stream().map(Message::text).collect(Collectors.joining("\n"));
    var field = FIELD.matcher(text).results().map(f -> f.group(1)).findFirst().orElse(OUTPUT);
    var said = field.equals(OUTPUT) ? answer(text) : rewriting(text);
    return "[[ ## %s ## ]]\n%s\n\n[[ ## completed ## ]]".formatted(field, said);
  }

  @Override
  public long rollouts() {
    return answered.get();
  }

  @Override
  public long proposals() {
    return asked.get();
  }
}
