package dev.hone.testkit;

import dev.hone.testkit.AnswerForm.Asked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The teacher of a simulated world, in front of one request. */
final class Proposer {
  private static final Pattern BLOCK = Pattern.compile("GUIDE(?:@([a-z]))?\\{([^{}]*)\\}");
  private static final Pattern SCORE =
      Pattern.compile(
          "(?:score|precision|accuracy|fitness)\\D{0,12}(-?\\d+(?:\\.\\d+)?)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern WANTED =
      Pattern.compile(
          "\\b(\\d{1,2})\\b[^.\\n]{0,40}\\b(?:instruction|prompt|variant|proposal|candidate|text)s\\b");
  private static final int SCORE_WITHIN = 120;
  private static final double UNSCORED = -1e9;
  private static final String PROSE =
      "The failures look related to missing domain knowledge. I would need more cases to be sure.";

  private final SimulatedWorld world;
  private final SimulatedOptions options;
  private final String text;
  private final String key;
  private final AnswerForm form;
  private final List<Block> blocks;
  private final List<SimulatedCase> cases;
  private final Optional<String> part;
  private final List<String> universe;

  /** An instruction that is shown. */
  private record Block(String part, String body, Set<String> rules, OptionalDouble score) {}

  /** A rule that a shown failure lacks, and whether the right answer was shown. */
  private record Lack(String rule, boolean gold) {
    /** Lacks are drawn in the order of these texts. */
    @Override
    public String toString() {
      return "('%s', %s)".formatted(rule, gold ? "True" : "False");
    }
  }

  Proposer(SimulatedWorld world, String text, AnswerForm form, int occurrence) {
    this.world = world;
    this.form = form;
    this.options = world.options();
    this.text = text;
    this.key = "%d|reflect|%s|%d".formatted(options.seed(), Draws.hex(32, text), occurrence);
    this.cases = cases();
    this.blocks = blocks();
    this.part =
        blocks.isEmpty()
            ? Optional.of("a").filter(_ -> options.components() > 1)
            : Optional.of(blocks.getFirst().part()).filter(p -> !p.isEmpty());
    this.universe =
        Stream.concat(world.rules().stream(), world.decoys().stream())
            .filter(n -> part.isEmpty() || world.partOf(n).equals(part.get()))
            .toList();
  }

  private List<SimulatedCase> cases() {
    return SimulatedWorld.CASE
        .matcher(text)
        .results()
        .map(m -> m.group(1))
        .distinct()
        .flatMap(id -> world.find(id).stream())
        .toList();
  }

  private List<Block> blocks() {
    var found = BLOCK.matcher(text).results().toList();
    var all = new ArrayList<Block>();
    for (int i = 0; i < found.size(); i++) {
      var here = found.get(i);
      int from = here.end();
      int next = i + 1 < found.size() ? found.get(i + 1).end() : text.length();
      int reach =
          text.codePointCount(from, text.length()) > SCORE_WITHIN
              ? text.offsetByCodePoints(from, SCORE_WITHIN)
              : text.length();
      var score = SCORE.matcher(text).region(from, Math.min(next, reach));
      all.add(
          new Block(
              Optional.ofNullable(here.group(1)).orElse(""),
              here.group(2),
              world.rulesIn(here.group(2)),
              score.find()
                  ? OptionalDouble.of(Double.parseDouble(score.group(1)))
                  : OptionalDouble.empty()));
    }
    if (all.isEmpty()) return all;
    var first = all.getFirst();
    all.removeIf(b -> !b.part().equals(first.part()));
    boolean same = all.stream().allMatch(b -> b.body().equals(first.body()));
    return same && !cases.isEmpty() ? List.of(first) : all;
  }

  /** One answer; in a format of Hone each of several fields gets a proposal of its own. */
  String answer(int choice) {
    var draw = new Draw(key + "|" + choice);
    if (draw.silent()) return PROSE;
    if (form.fields().isEmpty()) return wrapped(draw.instruction());
    var many = form.fields().size();
    return form.write(f -> value(f, choice * many + form.fields().indexOf(f)));
  }

  private Object value(Asked field, int choice) {
    var draw = new Draw(key + "|" + choice);
    var hint = field.hint();
    if (hint.startsWith("one of ")) return draw.pick(options(hint), "option");
    if (hint.startsWith("true or false")) return draw.next("truth") < 0.5;
    if (hint.startsWith("an integer")) return (long) (draw.next("whole") * 10) + 1;
    if (hint.startsWith("a number")) return draw.next("number");
    boolean list = hint.startsWith("a JSON array");
    if (field.prose()) return list ? List.of(criticism()) : criticism();
    if (!list) return draw.instruction();
    return IntStream.range(0, wanted())
        .mapToObj(i -> new Draw(key + "|" + choice + "|" + i).instruction())
        .toList();
  }

  private static List<String> options(String hint) {
    return Arrays.stream(hint.substring("one of ".length()).split(", ", -1))
        .map(o -> o.replaceAll("^['\"]|['\"]$", ""))
        .toList();
  }

  private int wanted() {
    var wanted = WANTED.matcher(text);
    return wanted.find() ? Math.max(1, Integer.parseInt(wanted.group(1))) : 1;
  }

  /** The shown cases that the shown rules do not solve, with what was said of their answers. */
  private String criticism() {
    var visible = visible();
    var said = new StringBuilder();
    for (var one : cases) {
      if (one.solvedBy(visible)) continue;
      said.append(" [case ").append(one.id()).append("]");
      if (text.contains(one.answer())) said.append(" should be ").append(one.answer());
      said.append(';');
    }
    return said.isEmpty()
        ? "Nothing that is shown fails for want of guidance."
        : "The guidance does not cover these cases:" + said;
  }

  private String wrapped(String body) {
    if (text.contains("<prompt>"))
      return "1. combined.\n2. mutated.\n<prompt>" + body + "</prompt>";
    for (var tag : List.of("INS", "Start", "TEXT"))
      if (text.contains("<" + tag + ">")) return "<%1$s>%2$s</%1$s>".formatted(tag, body);
    if (text.toLowerCase(Locale.ROOT).contains("square bracket")) return "[" + body + "]";
    return "Some cases lack guidance, so I extended it.\n```\n" + body + "\n```";
  }

  /** All chance of one answer. */
  private final class Draw {
    private final String prefix;

    Draw(String prefix) {
      this.prefix = prefix;
    }

    double next(Object... tag) {
      var parts = new ArrayList<Object>(List.of(prefix));
      parts.addAll(List.of(tag));
      return Draws.unit(parts.toArray());
    }

    <T> T pick(List<T> from, Object... tag) {
      return from.get(Math.min(from.size() - 1, (int) (next(tag) * from.size())));
    }

    boolean silent() {
      return next("malformed") < options.pMalformed();
    }

    String instruction() {
      var rules = new ArrayList<String>();
      long scored = blocks.stream().filter(b -> b.score().isPresent()).count();
      if (blocks.isEmpty()) induce(rules);
      else if (blocks.size() == 1) reflect(rules);
      else if (scored >= 2) recombine(rules);
      else cross(rules);
      return SimulatedWorld.guide(rules, part, Draws.word(prefix, "nonce"));
    }

    private void induce(List<String> rules) {
      for (var one : cases)
        for (var n : one.needs())
          if (universe.contains(n) && !rules.contains(n) && next("induce", n) < options.pInduce())
            rules.add(n);
      blind(rules, "ape");
    }

    private void recombine(List<String> rules) {
      var order =
          IntStream.range(0, blocks.size())
              .boxed()
              .sorted(Comparator.comparingDouble(j -> blocks.get(j).score().orElse(UNSCORED)))
              .toList();
      var top = order.subList(Math.max(0, order.size() - 3), order.size());
      int favoured = (int) (Math.pow(next("base"), 0.5) * top.size());
      rules.addAll(blocks.get(top.get(Math.min(top.size() - 1, favoured))).rules());
      for (var n : blocks.get(pick(order, "other")).rules())
        if (!rules.contains(n) && next("take", n) < 0.5) rules.add(n);
      var lacks = lacks(rules);
      if (!lacks.isEmpty() && next("add") < 0.5 * options.pAdd())
        rules.add(weighted(lacks, "which").rule());
      else blind(rules, "opro");
      forget(rules, rules);
    }

    private void cross(List<String> rules) {
      var names = new LinkedHashSet<String>();
      blocks.forEach(b -> names.addAll(b.rules()));
      for (var n : names) if (next("keep", n) < keeping(n)) rules.add(n);
      blind(rules, "evo");
    }

    private double keeping(String n) {
      Predicate<Block> has = b -> b.rules().contains(n);
      if (blocks.size() == 2) return blocks.stream().allMatch(has) ? 0.97 : 0.60;
      if (has.test(blocks.get(blocks.size() > 3 ? 3 : 2))) return 0.92;
      if (has.test(blocks.get(0))) return 0.50;
      return has.test(blocks.get(1)) != has.test(blocks.get(2)) ? 0.40 : 0.30;
    }

    private void reflect(List<String> rules) {
      var current = List.copyOf(blocks.getFirst().rules());
      rules.addAll(current);
      var visible = visible();
      var lacks = lacks(visible);
      var harm = harm(visible, current);
      if (!harm.isEmpty() && next("fix") < options.pFix()) rules.remove(weighted(harm, "fixwhich"));
      if (!lacks.isEmpty()) {
        var first = weighted(lacks, "which");
        if (next("add") < (first.gold() ? options.pAdd() : options.pAddNogold())) {
          rules.add(first.rule());
          lacks.keySet().removeIf(l -> l.rule().equals(first.rule()));
          if (!lacks.isEmpty() && next("add2") < options.pAdd2())
            rules.add(weighted(lacks, "which2").rule());
        }
      } else if (cases.isEmpty()) blind(rules, "para");
      if (next("decoy") < options.pDecoy() && !cases.isEmpty()) {
        var rest =
            world.decoys().stream()
                .filter(d -> universe.contains(d) && !rules.contains(d))
                .toList();
        if (!rest.isEmpty()) rules.add(pick(rest, "decoywhich"));
      }
      forget(rules, current.stream().filter(rules::contains).toList());
    }

    private void blind(List<String> rules, String tag) {
      if (next("blind", tag) >= options.pBlind()) return;
      var rest = universe.stream().filter(n -> !rules.contains(n)).toList();
      if (!rest.isEmpty()) rules.add(pick(rest, "blindwhich", tag));
    }

    private void forget(List<String> rules, List<String> from) {
      if (!from.isEmpty() && next("forget") < options.pForget())
        rules.remove(pick(from.stream().sorted().toList(), "forgetwhich"));
    }

    private <T> T weighted(Map<T, Integer> counts, String tag) {
      var items = counts.keySet().stream().sorted(Comparator.comparing(String::valueOf)).toList();
      double z = next(tag) * counts.values().stream().mapToInt(c -> c).sum();
      double sum = 0;
      for (var item : items) {
        sum += counts.getOrDefault(item, 0);
        if (z < sum) return item;
      }
      return items.getLast();
    }
  }

  /**
   * The rules that the shown instruction, those of other steps and notes handed on hold; elsewhere
   * in a Hone request, for example in changes that were rejected, they count for nothing.
   */
  private Set<String> visible() {
    if (form.fields().isEmpty()) return world.rulesIn(text);
    var held = Turns.carried(text);
    for (var block : BLOCK.matcher(text).results().toList())
      if (blocks.isEmpty()
          || !blocks.getFirst().part().equals(Optional.ofNullable(block.group(1)).orElse(""))
          || blocks.getFirst().body().equals(block.group(2))) held += block.group(2);
    return world.rulesIn(held);
  }

  /** What the shown failures lack, each with the number of cases that lack it. */
  private Map<Lack, Integer> lacks(Iterable<String> visibleRules) {
    var visible = new HashSet<String>();
    visibleRules.forEach(visible::add);
    var lacks = new LinkedHashMap<Lack, Integer>();
    for (var one : cases) {
      if (one.solvedBy(visible)) continue;
      boolean gold = text.contains(one.answer());
      for (var n : one.needs())
        if (!visible.contains(n) && universe.contains(n))
          lacks.merge(new Lack(n, gold), 1, Integer::sum);
    }
    return lacks;
  }

  /** The decoys of the current instruction that break shown cases. */
  private Map<String, Integer> harm(Set<String> visible, List<String> current) {
    var harm = new LinkedHashMap<String, Integer>();
    for (var one : cases)
      if (!one.solvedBy(visible))
        for (var d : one.brokenBy()) if (current.contains(d)) harm.merge(d, 1, Integer::sum);
    return harm;
  }
}
