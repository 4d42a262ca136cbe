package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Template;
import dev.hone.engine.Comparison;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an OPRO search has tried so far, and how it shows that to the teacher. */
final class OproBook {
  private static final int REPEATS_SHOWN = 5;
  private static final int CASE_LENGTH = 600;

  private final Opro options;
  private final Study study;
  private final Rewrites rewrites;
  private final List<Example> examples;
  private final List<Example> constant;
  private final Map<String, List<Attempt>> bySlot = new LinkedHashMap<>();
  private final Map<String, Set<String>> seen = new HashMap<>();
  private final Map<String, List<String>> repeated = new HashMap<>();
  private final Map<Candidate, Evaluation> evaluations = new LinkedHashMap<>();
  private final Set<String> confirmed = new HashSet<>();
  private Candidate leader;

  OproBook(Opro options, Study study, List<Example> examples) {
    this.options = options;
    this.study = study;
    this.rewrites = new Rewrites(study, options.maxLength(), true);
    this.examples = examples;
    this.constant = study.sample(examples, options.exemplars());
    this.leader = study.seed();
    confirmed.add(leader.id());
  }

  /** An instruction of one slot and how the whole candidate fared with it. */
  record Attempt(String text, Evaluation evaluation, int step) {
    double score() {
      return evaluation.mean();
    }
  }

  /** Enters the seed as the first attempt of every slot. */
  void start(Evaluation evaluation) {
    evaluations.put(leader, evaluation);
    for (var predictor : study.predictors()) {
      var text = leader.at(predictor.slot()).instructions().open();
      seen.computeIfAbsent(predictor.slot(), _ -> new HashSet<>()).add(text);
      bySlot
          .computeIfAbsent(predictor.slot(), _ -> new ArrayList<>())
          .add(new Attempt(text, evaluation, -1));
    }
  }

  /** The candidate for a proposed text, unless it repeats one or cannot be used. */
  Optional<Candidate> admit(Candidate parent, String slot, String text, int step) {
    if (!text.isEmpty() && !seen.computeIfAbsent(slot, _ -> new HashSet<>()).add(text)) {
      var list = repeated.computeIfAbsent(slot, _ -> new ArrayList<>());
      if (!list.contains(text)) list.add(text);
      return Proposals.failed(
          study, parent, "opro", "duplicate", "Slot '" + slot + "' has had this text: " + text);
    }
    if (text.contains(OproPrompt.PLACE)
        || options.refuseDigits() && text.chars().anyMatch(Character::isDigit))
      return Proposals.failed(
          study, parent, "opro", "malformed", "The text holds a placeholder or digits: " + text);
    var child = rewrites.apply(parent, slot, text, "opro");
    child.ifPresent(c -> study.note(Event.Proposed.of(c, parent, "opro", step, "")));
    return child;
  }

  /** Enters a scored candidate. */
  void record(String slot, Evaluation evaluation, int step) {
    var child = evaluation.candidate();
    var best = of(leader);
    var comparison = Optional.of(Comparison.of(best, evaluation));
    evaluations.put(child, evaluation);
    bySlot
        .computeIfAbsent(slot, _ -> new ArrayList<>())
        .add(new Attempt(child.at(slot).instructions().open(), evaluation, step));
    if (evaluation.mean() > best.mean()) {
      leader = child;
      study.note(new Event.Accepted(child.id(), "best-on-train", comparison));
    } else {
      var sentence =
          String.format(
              Locale.ROOT, "%.3f on training; the best has %.3f.", evaluation.mean(), best.mean());
      study.note(new Event.Rejected(child.id(), "not-better", sentence, comparison));
    }
  }

  private Evaluation of(Candidate candidate) {
    return evaluations.getOrDefault(candidate, new Evaluation(candidate, List.of()));
  }

  Candidate leader() {
    return leader;
  }

  /** The best on the scoring examples, best first, earlier ones first among equals. */
  List<Candidate> leaders(int n) {
    return evaluations.values().stream()
        .sorted(Comparator.comparingDouble(Evaluation::mean).reversed())
        .limit(n)
        .map(Evaluation::candidate)
        .toList();
  }

  boolean perfect(Candidate candidate) {
    var known = evaluations.get(candidate);
    return known != null && known.perfect();
  }

  /** Marks a candidate as measured on validation; false when it already was. */
  boolean toConfirm(String candidate) {
    return confirmed.add(candidate);
  }

  List<String> ids(List<Attempt> attempts) {
    return attempts.stream().map(a -> a.evaluation().candidate().id()).toList();
  }

  /**
   * What the teacher sees of a slot: ascending by score, the newest last among equals, cut to the
   * best before those under the threshold are left out. When none reaches it, the best one is shown
   * alone. The instructions-only kind has no threshold.
   */
  List<Attempt> shown(String slot) {
    var sorted = new ArrayList<>(bySlot.getOrDefault(slot, List.of()));
    sorted.sort(Comparator.comparingDouble(Attempt::score));
    var cut = sorted.subList(Math.max(0, sorted.size() - options.shown()), sorted.size());
    if (options.metaPrompt() == Opro.MetaPrompt.INSTRUCTIONS_ONLY) return List.copyOf(cut);
    var good = cut.stream().filter(a -> a.score() >= options.scoreThreshold()).toList();
    return good.isEmpty() ? List.of(cut.getLast()) : good;
  }

  /** The score to beat for being shown, once the list is full. */
  Optional<Evaluation> worstShown(String slot) {
    var all = shown(slot);
    return all.size() < options.shown()
        ? Optional.empty()
        : Optional.of(all.getFirst().evaluation());
  }

  OproPrompt.Ask ask(String slot) {
    var attempts = shown(slot);
    var instructions = leader.at(slot).instructions();
    var variables = Template.of(instructions.open()).variables();
    var fixed = (instructions.before() + "\n" + instructions.after()).strip();
    var chosen =
        options.metaPrompt() == Opro.MetaPrompt.EXAMPLES ? exemplars(attempts) : List.<Example>of();
    var again = options.showRejected() ? repeated.getOrDefault(slot, List.of()) : List.<String>of();
    return new OproPrompt.Ask(
        options.perfectScore(),
        attempts.stream().map(this::text).collect(Collectors.joining("\n\n")),
        text(chosen.stream().map(OproBook::text).toList(), "\n\n"),
        text(again.subList(Math.max(0, again.size() - REPEATS_SHOWN), again.size()), "\n"),
        text(variables.stream().map(v -> "{{" + v + "}}").toList(), ", "),
        fixed.isEmpty() ? Optional.empty() : Optional.of(fixed));
  }

  private static Optional<String> text(List<String> parts, String between) {
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(between, parts));
  }

  private String text(Attempt attempt) {
    int n = attempt.evaluation().scores().length;
    var text = "text: " + attempt.text() + "\nscore: " + options.scoreText(attempt.score(), n);
    return options.showFailures() ? text + failure(attempt.evaluation()) : text;
  }

  private static String text(Example example) {
    return OproPrompt.PLACE
        + "\n"
        + shortened(example.input().text())
        + "\nright answer:\n"
        + shortened(example.expected().text());
  }

  private static String failure(Evaluation evaluation) {
    return evaluation.rollouts().stream()
        .filter(r -> r.status() != Rollout.Status.MISSING && !r.perfect())
        .min(Comparator.comparingDouble(Rollout::score))
        .map(r ->
            "\nfailed on: "
                + shortened(r.example().input().text())
                + "\nbecause: "
                + shortened(r.error().orElse(r.grade().feedback())))
        .orElse("");
  }

  private static String shortened(String text) {
    return text.length() <= CASE_LENGTH ? text : text.substring(0, CASE_LENGTH) + " …";
  }

  /** The examples to show, by the option's rule. */
  List<Example> exemplars(List<Attempt> attempts) {
    int n = options.exemplars();
    return switch (options.exemplarChoice()) {
      case RANDOM -> study.sample(examples, n);
      case CONSTANT -> constant;
      case EVER_FAILED -> {
        var failed = new LinkedHashSet<Example>();
        for (var evaluation : evaluations.values()) failed.addAll(failed(evaluation));
        yield study.sample(examples.stream().filter(failed::contains).toList(), n);
      }
      case MOST_FAILED -> {
        var counts = new HashMap<String, Integer>();
        for (var attempt : attempts)
          for (var example : failed(attempt.evaluation()))
            counts.merge(example.id(), 1, Integer::sum);
        int most = counts.values().stream().mapToInt(c -> c).max().orElse(0);
        var worst = examples.stream().filter(e -> counts.getOrDefault(e.id(), 0) == most).toList();
        yield worst.size() >= n
            ? study.sample(worst, n)
            : examples.stream()
                .sorted(Comparator.comparingInt(e -> -counts.getOrDefault(e.id(), 0)))
                .limit(n)
                .toList();
      }
    };
  }

  private static List<Example> failed(Evaluation evaluation) {
    return evaluation.rollouts().stream()
        .filter(r -> r.status() != Rollout.Status.MISSING && !r.perfect())
        .map(Rollout::example)
        .toList();
  }
}
