package dev.hone.testkit;

import dev.hone.core.BadInput;
import dev.hone.core.Describe;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * What a {@link SimulatedWorld} is like. Shares and chances go from 0 to 1; equal options are the
 * same world. Chances of the proposer are named {@code p…}.
 */
public record SimulatedOptions(
    @Describe("which world; worlds 0 to 11 are for tuning, claims are made on others") long seed,
    @Describe("hidden rules to find") int rules,
    @Describe("harmful rules a proposer may add") int decoys,
    @Describe("steps of the program; rule i belongs to step i modulo this") int components,
    @Describe("training cases") int train,
    @Describe("validation cases") int val,
    @Describe("test cases") int test,
    @Describe("share of cases that need no rule") double easy,
    @Describe("of the others, share that needs two rules") double need2,
    @Describe("of the others, share that needs three rules") double need3,
    @Describe("Zipf exponent of the rules' popularity") double skew,
    @Describe("share of cases that one decoy breaks") double decoyReach,
    @Describe("more rules than this in an instruction begin to hurt; 0 for never") int maxRulesFree,
    @Describe("chance of failure added for each rule too many") double lengthHurt,
    @Describe("chance that a case that is solved is answered wrongly") double fn,
    @Describe("chance that a case that is not solved is answered rightly") double fp,
    @Describe("frozen: the same question gets the same answer; sampled: each asking is drawn anew")
        Noise noise,
    @Describe("chance to add a rule that the shown failures need") double pAdd,
    @Describe("chance to add a second one") double pAdd2,
    @Describe("pAdd when the expected answer is not shown") double pAddNogold,
    @Describe("chance to remove a decoy that broke a shown case") double pFix,
    @Describe("chance to lose a rule that was there") double pForget,
    @Describe("chance to add a decoy") double pDecoy,
    @Describe("chance to add a rule or decoy without evidence") double pBlind,
    @Describe("chance for each needed rule when instructions are induced from cases")
        double pInduce,
    @Describe("chance to answer with prose and no instruction") double pMalformed,
    @Describe("milliseconds an answer to a case takes") double taskMs,
    @Describe("milliseconds a proposal takes") double reflectMs,
    @Describe("chance of the status 429 for each attempt") double p429,
    @Describe("chance of the status 500 for each attempt") double p500) {

  /** Whether repeating a call gives new information. */
  public enum Noise {
    FROZEN,
    SAMPLED
  }

  public SimulatedOptions {
    atLeast("rules", rules, 1);
    atLeast("decoys", decoys, 0);
    atLeast("train", train, 0);
    atLeast("val", val, 1);
    atLeast("test", test, 0);
    atLeast("max_rules_free", maxRulesFree, 0);
    if (components < 1 || components > 26)
      throw new BadInput("components is %d; give 1 to 26.".formatted(components));
    if (train > 9999 || val > 9999 || test > 9999)
      throw new BadInput("A split has at most 9999 cases; cases are numbered with four digits.");
    var shares =
        new double[] {
          easy,
          need2,
          need3,
          decoyReach,
          lengthHurt,
          fn,
          fp,
          pAdd,
          pAdd2,
          pAddNogold,
          pFix,
          pForget,
          pDecoy,
          pBlind,
          pInduce,
          pMalformed,
          p429,
          p500
        };
    var names =
        "easy need2 need3 decoy_reach length_hurt fn fp p_add p_add2 p_add_nogold p_fix p_forget p_decoy p_blind p_induce p_malformed p_429 p_500"
            .split(" ", -1);
    for (int i = 0; i < shares.length; i++)
      if (!(shares[i] >= 0 && shares[i] <= 1))
        throw new BadInput(
            "%s is %s; it is a share or a chance: give 0 to 1.".formatted(names[i], shares[i]));
    if (!(taskMs >= 0 && reflectMs >= 0 && skew >= 0))
      throw new BadInput(
          "task_ms=%s, reflect_ms=%s and skew=%s cannot be negative."
              .formatted(taskMs, reflectMs, skew));
  }

  /** World 0 with the defaults that published comparisons use. */
  public SimulatedOptions() {
    this(
        0,
        12,
        4,
        1,
        60,
        60,
        300,
        0.15,
        0.40,
        0.20,
        0.6,
        0.15,
        0,
        0.02,
        0.05,
        0.05,
        Noise.FROZEN,
        0.70,
        0.15,
        0.15,
        0.50,
        0.20,
        0.12,
        0.25,
        0.35,
        0.02,
        0,
        0,
        0,
        0);
  }

  public SimulatedOptions withSeed(long next) {
    return with("seed", next);
  }

  /** One with fn and fp 0.10, 18 rules, more forgetting and fewer hits. */
  public SimulatedOptions hard() {
    return with("fn", 0.10)
        .with("fp", 0.10)
        .with("rules", 18)
        .with("p_forget", 0.35)
        .with("p_add", 0.50);
  }

  public SimulatedOptions noiseless() {
    return with("fn", 0).with("fp", 0);
  }

  /**
   * These options with one changed.
   *
   * @param name in snake case, as {@link #names} lists them
   * @param value a number, a text that is one, or a noise
   * @throws BadInput when there is no such option, or its value is out of range
   */
  public SimulatedOptions with(String name, Object value) {
    var parts = SimulatedOptions.class.getRecordComponents();
    var values = toMap();
    if (!values.containsKey(name))
      throw new BadInput(
          "There is no option '%s' of a world. There are %s."
              .formatted(name, String.join(", ", names())));
    values.put(name, value);
    var arguments = new ArrayList<Object>();
    int i = 0;
    for (var entry : values.entrySet())
      arguments.add(read(entry.getKey(), parts[i++].getType(), entry.getValue()));
    try {
      return SimulatedOptions.class
          .getDeclaredConstructor(
              Arrays.stream(parts).map(p -> p.getType()).toArray(Class<?>[]::new))
          .newInstance(arguments.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof BadInput bad) throw bad;
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All of {@code changes}, in their order. */
  public SimulatedOptions with(Map<String, ?> changes) {
    var options = this;
    for (var change : changes.entrySet())
      options = options.with(change.getKey(), change.getValue());
    return options;
  }

  /** The options' names in snake case, in order. */
  public static List<String> names() {
    return Arrays.stream(SimulatedOptions.class.getRecordComponents())
        .map(p -> snake(p.getName()))
        .toList();
  }

  /** What each option means, by its name in snake case. */
  public static SequencedMap<String, String> descriptions() {
    return Arrays.stream(SimulatedOptions.class.getRecordComponents())
        .collect(
            Collectors.toMap(
                p -> snake(p.getName()),
                p -> p.getAnnotation(Describe.class).value(),
                (a, _) -> a,
                LinkedHashMap::new));
  }

  /** Every option by its name in snake case. */
  public SequencedMap<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    try {
      for (var part : SimulatedOptions.class.getRecordComponents()) {
        var value = part.getAccessor().invoke(this);
        map.put(
            snake(part.getName()),
            value instanceof Noise n ? n.name().toLowerCase(Locale.ROOT) : value);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return map;
  }

  private static Object read(String name, Class<?> type, Object value) {
    var text = String.valueOf(value).strip();
    try {
      if (type == long.class) return Long.parseLong(text);
      if (type == int.class) return Integer.parseInt(text);
      if (type == double.class) return Double.parseDouble(text);
      return Noise.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      var expected =
          type == double.class
              ? "a number"
              : type == Noise.class ? "frozen or sampled" : "a whole number";
      throw new BadInput("%s is '%s'; give %s.".formatted(name, text, expected), e);
    }
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least)
      throw new BadInput("%s is %d; give %d or more.".formatted(name, value, least));
  }

  private static String snake(String name) {
    return name.replaceAll("(?<=.)([A-Z])", "_$1")
        .replaceAll("^p(?=\\d)", "p_")
        .toLowerCase(Locale.ROOT);
  }
}
