package dev.hone.testkit;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Message;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Session;
import dev.hone.core.Values;
import dev.hone.engine.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A task whose hidden truth is known, with the models that work on it: what an optimizer finds can
 * be compared with what there was to find, at no cost and thousands of calls a second.
 *
 * <p>Every case needs up to three of the world's hidden rules. An instruction holds a rule when the
 * marker {@code rule:word} occurs in it; a case is solved when all its rules are there and no decoy
 * that breaks it. The student answers rightly or wrongly by that, with a little noise that is fixed
 * for each pair of instruction text and case, so that a reworded prompt draws all its luck anew.
 *
 * <p><b>How a request for a proposal must look.</b> The teacher reads the whole text of a request:
 *
 * <ul>
 *   <li>an instruction is shown as it is, {@code GUIDE{ … }}, or {@code GUIDE@b{ … }} for the
 *       second step of a program; the first one shown is the one to improve;
 *   <li>a case is shown with its tag, {@code [case T0012]}, which stands in the input; where the
 *       expected answer is shown as well, a needed rule is found far more often;
 *   <li>a score is the word score, accuracy, precision or fitness and a number, at most 120
 *       characters behind the instruction.
 * </ul>
 *
 * <p>One instruction with cases is answered by <em>reflection</em>: with a rule that the shown
 * failures lack. Two or more with scores are a <em>history</em> (as for OPRO), two without are
 * <em>crossed</em>, three or four without are current, a, b and best of <em>differential
 * evolution</em>; cases without an instruction are <em>induced</em> from (as for APE), and one
 * instruction alone is <em>paraphrased</em>. Instructions of other steps are context. The same
 * instruction shown several times beside cases counts once; in a format of Hone, rules outside any
 * instruction, as in a list of rejected changes, count for nothing.
 *
 * <p>An answer comes in the form that is asked for: any format of Hone, in which fields that are
 * named after reasoning or criticism get prose and the others the new instruction; else between the
 * tags {@code <prompt>}, {@code <INS>}, {@code <Start>} or {@code <TEXT>} when the request has
 * them, in square brackets when it speaks of them, else in a fence. Where only criticism is asked
 * for, it names the shown failing cases, so that a second request that quotes it can be answered.
 * Some answers are prose without any instruction.
 *
 * <p>Safe for many threads.
 */
public final class SimulatedWorld {
  /** The slots' only input. */
  static final String INPUT = "case";

  /** The program's output. */
  static final String OUTPUT = "code";

  /** What the output of a step that is not the last begins with. */
  static final String NOTES = "notes_";

  static final Pattern CASE = Pattern.compile("\\[case ([TVX]\\d{4})\\]");
  private static final Pattern RULE = Pattern.compile("rule:([a-z]+)");
  private static final String CHECKED = "I checked the case.";

  private static final String[] ONSET =
      "b br d dr f g gl k kr l m n p pl r s st t tr v z".split(" ", -1);
  private static final String[] NUCLEUS = "a e i o u ai ou".split(" ", -1);
  private static final String[] CODA = "l m n r s x th nd rk".split(" ", -1);

  private final SimulatedOptions options;
  private final List<String> rules;
  private final List<String> decoys;
  private final Set<String> words;
  private final Map<String, String> partOf = new HashMap<>();
  private final Map<String, SimulatedCase> cases = new LinkedHashMap<>();
  private final Map<Split, List<SimulatedCase>> splits = new TreeMap<>();

  /** Which cases. */
  public enum Split {
    TRAIN('T'),
    VALIDATION('V'),
    TEST('X');

    private final char letter;

    Split(char letter) {
      this.letter = letter;
    }
  }

  private SimulatedWorld(SimulatedOptions options) {
    this.options = options;
    var named = new LinkedHashSet<String>();
    for (int i = 0; named.size() < options.rules() + options.decoys(); i++) named.add(name(i));
    var all = List.copyOf(named);
    this.words = Set.copyOf(named);
    this.rules = all.subList(0, options.rules());
    this.decoys = all.subList(options.rules(), all.size());
    var parts = parts();
    for (var kind : List.of(rules, decoys))
      for (int j = 0; j < kind.size(); j++) partOf.put(kind.get(j), parts.get(j % parts.size()));
    make(Split.TRAIN, options.train());
    make(Split.VALIDATION, options.val());
    make(Split.TEST, options.test());
  }

  public static SimulatedWorld of(SimulatedOptions options) {
    return new SimulatedWorld(options);
  }

  private String name(int i) {
    return syllable(i, 0) + syllable(i, 3);
  }

  private String syllable(int i, int tag) {
    return pick(ONSET, i, tag) + pick(NUCLEUS, i, tag + 1) + pick(CODA, i, tag + 2);
  }

  private String pick(String[] sounds, int i, int tag) {
    return sounds[(int) (Draws.unit(options.seed(), "name", i, tag) * sounds.length)];
  }

  private void make(Split split, int count) {
    var made = new ArrayList<SimulatedCase>();
    for (int j = 0; j < count; j++) made.add(made("%c%04d".formatted(split.letter, j)));
    for (var one : made) cases.put(one.id(), one);
    splits.put(split, List.copyOf(made));
  }

  private SimulatedCase made(String id) {
    long seed = options.seed();
    int size = 0;
    if (Draws.unit(seed, "size", id) >= options.easy()) {
      double y = Draws.unit(seed, "size2", id);
      size = y < options.need3() ? 3 : y < options.need3() + options.need2() ? 2 : 1;
    }
    var needs = new ArrayList<String>();
    var pool = new LinkedHashSet<Integer>();
    for (int k = 0; k < rules.size(); k++) pool.add(k);
    for (int t = 0; t < Math.min(size, rules.size()); t++) {
      double total = 0;
      for (int p : pool) total += weight(p);
      double z = Draws.unit(seed, "need", id, t) * total;
      double sum = 0;
      Integer chosen = pool.getLast();
      for (var p : pool) {
        sum += weight(p);
        if (z < sum) {
          chosen = p;
          break;
        }
      }
      pool.remove(chosen);
      needs.add(rules.get(chosen));
    }
    var broken =
        decoys.stream()
            .filter(d -> Draws.unit(seed, "decoy", id, d) < options.decoyReach())
            .toList();
    return new SimulatedCase(
        id,
        "[case %s] topic %s: decide the code for this case."
            .formatted(id, Draws.hex(4, seed, "topic", id)),
        "ANS-" + Draws.hex(6, seed, "ans", id),
        needs,
        broken);
  }

  private double weight(int rank) {
    return 1 / Math.pow(rank + 1, options.skew());
  }

  public SimulatedOptions options() {
    return options;
  }

  public List<SimulatedCase> cases(Split split) {
    return splits.getOrDefault(split, List.of());
  }

  /** The hidden rules, the most needed ones first. */
  public List<String> rules() {
    return rules;
  }

  /** The harmful ones. */
  public List<String> decoys() {
    return decoys;
  }

  /** The slots of the program: {@code a}, {@code b} and so on. */
  public List<String> parts() {
    var parts = new ArrayList<String>();
    for (int i = 0; i < options.components(); i++) parts.add(String.valueOf((char) ('a' + i)));
    return parts;
  }

  /** The instructions a search starts from, by slot; they hold no rule. */
  public SequencedMap<String, String> seedPrompt() {
    var map = new LinkedHashMap<String, String>();
    for (var part : parts())
      map.put(
          part,
          guide(
              List.of(), options.components() == 1 ? Optional.empty() : Optional.of(part), "seed"));
    return map;
  }

  /** An instruction with these rules. */
  static String guide(Collection<String> held, Optional<String> part, String edition) {
    return "GUIDE%s{ Decide the code for the case, edition %s. %s }"
        .formatted(
            part.map(p -> "@" + p).orElse(""),
            edition,
            held.stream().map(n -> "rule:" + n).collect(Collectors.joining(" ")));
  }

  /** The rules and decoys of this world that a text holds, in order of their first appearance. */
  public SequencedSet<String> rulesIn(String text) {
    var found = new LinkedHashSet<String>();
    var rule = RULE.matcher(text);
    while (rule.find()) if (words.contains(rule.group(1))) found.add(rule.group(1));
    return found;
  }

  /** The share of a split's cases that a text solves, without noise. Costs no call. */
  public double trueScore(String text, Split split) {
    var held = rulesIn(text);
    var all = cases(split);
    return all.stream().filter(c -> c.solvedBy(held)).count() / (double) Math.max(1, all.size());
  }

  /** The same for all instructions of a candidate together. */
  public double trueScore(Candidate candidate, Split split) {
    return trueScore(
        candidate.slots().values().stream()
            .map(p -> p.instructions().text())
            .collect(Collectors.joining("\n")),
        split);
  }

  /**
   * Whether the student would be seen to be right about a case.
   *
   * @param occurrence the number of this asking, from 0; matters only for sampled noise
   */
  public boolean observed(String instruction, SimulatedCase about, int occurrence) {
    var held = rulesIn(instruction);
    var print = Draws.hex(32, instruction);
    double z =
        options.noise() == SimulatedOptions.Noise.SAMPLED
            ? Draws.unit(options.seed(), "noise", print, about.id(), occurrence)
            : Draws.unit(options.seed(), "noise", print, about.id());
    if (!about.solvedBy(held)) return z < options.fp();
    double fn = options.fn();
    if (options.maxRulesFree() > 0 && held.size() > options.maxRulesFree())
      fn = Math.min(0.95, fn + options.lengthHurt() * (held.size() - options.maxRulesFree()));
    return z >= fn;
  }

  /**
   * What the student answers: the right code or a wrong one.
   *
   * @param occurrence the number of this asking, from 0
   */
  public String answer(List<Message> messages, int occurrence) {
    var turns = Turns.of(messages);
    var tag = turns.lastCase();
    var about = tag.map(cases::get).orElse(null);
    if (about == null) return "I can not find a case to decide.";
    var told = turns.instruction(about.id());
    var instruction = Turns.strip(told);
    var form = AnswerForm.of(messages);
    var notes = form.field(NOTES);
    if (notes.isPresent())
      return form.write(f -> f.equals(notes.get()) ? notes(instruction) : CHECKED);
    var code =
        observed(instruction, about, occurrence)
            ? about.answer()
            : "BAD-" + Draws.hex(6, options.seed(), "bad", about.id(), told);
    var target = form.target();
    return target.isPresent()
        ? form.write(f -> f.equals(target.get()) ? code : CHECKED)
        : CHECKED + " Final code: " + code;
  }

  /**
   * What a step that is not the last hands on: its rules, and a word that changes with its text.
   */
  private String notes(String instruction) {
    return "NOTES{ edition %s. %s }"
        .formatted(
            Draws.word(instruction),
            rulesIn(instruction).stream().map(n -> "rule:" + n).collect(Collectors.joining(" ")));
  }

  /**
   * What the teacher answers.
   *
   * @param text all text of the request, turns parted by line breaks
   * @param seed the request's seed as text; may be empty
   * @param occurrence the number of this asking, from 0
   * @param choice the number among the answers to one request, from 0
   */
  public String propose(String text, String seed, int occurrence, int choice) {
    return new Proposer(this, text + "\0" + seed, AnswerForm.of(text), occurrence).answer(choice);
  }

  Optional<SimulatedCase> find(String id) {
    return Optional.ofNullable(cases.get(id));
  }

  /** The step whose instructions may hold a rule or decoy. */
  String partOf(String word) {
    return partOf.getOrDefault(word, "");
  }

  /** The model that answers cases. */
  public SimulatedModel student() {
    return new SimulatedModel(this, "simulated/task");
  }

  /** The model that writes proposals; asked about a case in a Hone format, it answers that too. */
  public SimulatedModel teacher() {
    return new SimulatedModel(this, "simulated/reflect");
  }

  /**
   * The task as a program, a metric and data. The program has a slot for each of {@link #parts};
   * each but the last hands notes with its rules on to the next.
   */
  public Task<Values, Values> task() {
    return Task.of(
        "simulated-" + options.seed(),
        new Steps(steps()),
        (_, expected, actual, _) -> {
          var code = expected.text(OUTPUT);
          boolean right = actual.text(OUTPUT).contains(code);
          return Grade.of(
              right,
              right
                  ? "The code is right."
                  : "The code is wrong; the expected code is " + code + ".");
        },
        examples(Split.TRAIN),
        examples(Split.VALIDATION),
        examples(Split.TEST));
  }

  /** The slots' signatures in string form, in order. */
  public SequencedMap<String, String> signatures() {
    var map = new LinkedHashMap<String, String>();
    var inputs = INPUT;
    var parts = parts();
    for (var part : parts) {
      var output = part.equals(parts.getLast()) ? OUTPUT : NOTES + part;
      map.put(part, inputs + " -> " + output);
      inputs = INPUT + ", " + output;
    }
    return map;
  }

  private List<Predictor<Values, Values>> steps() {
    var seeds = seedPrompt();
    return signatures().entrySet().stream()
        .map(e -> Predictor.of(e.getKey(), e.getValue(), seeds.getOrDefault(e.getKey(), "")))
        .toList();
  }

  private List<Example> examples(Split split) {
    return cases(split).stream()
        .map(c -> Example.of(Values.of(INPUT, c.input()), Values.of(OUTPUT, c.answer())))
        .toList();
  }

  private record Steps(List<Predictor<Values, Values>> steps) implements Program<Values, Values> {
    @Override
    public Values run(Values input, Session session) {
      var known = input;
      for (var step : steps)
        known = known.merge(session.call(step, known.only(step.signature().inputs())));
      return known;
    }

    @Override
    public List<Predictor<?, ?>> predictors() {
      return List.copyOf(steps);
    }
  }
}
