package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.core.Predictor;
import dev.hone.core.Settings;
import dev.hone.engine.Conditions;
import dev.hone.engine.Event;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The kinds of steps of a lean search; each gives the gain in mean score that came of it. */
final class LeanIdeas {
  /** How many rewritings are tried one by one when they failed together. */
  static final int SINGLES = 2;

  private final LeanReflective options;
  private final Study study;
  private final Ledger ledger;
  private final LeanSearch search;
  private final LeanPurse purse;
  private final Rewrites rewrites;
  private final Settings settings;
  private int turn;

  LeanIdeas(
      LeanReflective options, Study study, Ledger ledger, LeanSearch search, LeanPurse purse) {
    this.options = options;
    this.study = study;
    this.ledger = ledger;
    this.search = search;
    this.purse = purse;
    this.rewrites = new Rewrites(study, options.maxLength(), true);
    var length = Settings.of("maxTokens", options.maxTokens());
    this.settings = options.temperature().map(t -> length.with("temperature", t)).orElse(length);
  }

  /** A rewriting of one slot, and the failures it was written for. */
  private record Idea(String slot, List<Rollout> failures, Candidate child) {}

  private record Ask(String slot, List<Rollout> failures) {}

  /**
   * Several rewritings at once, each for some failures of its own; together when they can be put
   * together, else one by one.
   */
  double refine(int step) {
    var open = search.look(options.proposals() * options.failures());
    if (open.isEmpty()) return 0;
    var parent = search.incumbent();
    var asks = asks(open);
    purse.asked(asks.size());
    study.note(
        new Event.ParentSelected(
            parent.id(), "incumbent", 1, open.stream().map(r -> r.example().id()).toList()));
    var rejected = rejections(parent);
    var texts = study.map(asks, ask -> rewriting(parent, ask, rejected));
    var ideas = new ArrayList<Idea>();
    for (int i = 0; i < asks.size(); i++) {
      var ask = asks.get(i);
      texts
          .get(i)
          .flatMap(text -> rewrites.apply(parent, ask.slot(), text, "refine"))
          .ifPresent(child -> ideas.add(new Idea(ask.slot(), ask.failures(), child)));
    }
    return challenge(parent, ideas, step);
  }

  private double challenge(Candidate parent, List<Idea> ideas, int step) {
    var failures =
        ideas.stream()
            .flatMap(i -> i.failures().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    var together = ideas.size() < 2 ? Optional.<Candidate>empty() : together(parent, ideas);
    if (together.isPresent() && admit(together.get(), parent, "together", step)) {
      double gain = search.race(together.get(), List.copyOf(failures), "together");
      if (!search.incumbent().equals(parent)) return gain;
    }
    for (var idea : ideas.subList(0, Math.min(SINGLES, ideas.size()))) {
      if (purse.free() == 0) break;
      if (!admit(idea.child(), parent, "refine", step)) continue;
      double gain = search.race(idea.child(), idea.failures(), "refine");
      if (!search.incumbent().equals(parent)) return gain;
    }
    return 0;
  }

  /** One child with all the rewritings, where they can be put together. */
  private Optional<Candidate> together(Candidate parent, List<Idea> ideas) {
    var bySlot = new LinkedHashMap<String, List<String>>();
    for (var idea : ideas)
      bySlot
          .computeIfAbsent(idea.slot(), _ -> new ArrayList<>())
          .add(idea.child().at(idea.slot()).instructions().open());
    var child = Optional.of(parent);
    for (var slot : bySlot.entrySet()) {
      var base = parent.at(slot.getKey()).instructions().open();
      var text =
          slot.getValue().size() == 1
              ? Optional.of(slot.getValue().getFirst())
              : Patches.merge(base, slot.getValue());
      if (text.isEmpty()) return Optional.empty();
      child = child.flatMap(c -> rewrites.apply(c, slot.getKey(), text.get(), "together"));
    }
    return child.filter(c -> ideas.stream().noneMatch(i -> i.child().equals(c)));
  }

  private boolean admit(Candidate child, Candidate parent, String operator, int step) {
    if (!search.isNew(child)) {
      Proposals.failed(study, parent, operator, "duplicate", "It was tried before.");
      return false;
    }
    ledger.shows(child, ledger.shownBy(parent));
    study.note(Event.Proposed.of(child, parent, operator, step, ""));
    return true;
  }

  /** Each question has failures of its own as far as they go, and the slots take turns. */
  private List<Ask> asks(List<Rollout> open) {
    int groups =
        Math.max(1, Math.min(options.proposals(), Math.ceilDiv(open.size(), options.failures())));
    var slots = study.predictors().stream().map(p -> p.slot()).toList();
    var asks = new ArrayList<Ask>();
    for (int i = 0; i < options.proposals(); i++) {
      int group = i % groups;
      var failures =
          IntStream.range(0, open.size())
              .filter(j -> j % groups == group)
              .mapToObj(open::get)
              .toList();
      var used = slots.stream().filter(s -> !failures.getFirst().trace().at(s).isEmpty()).toList();
      var choice = used.isEmpty() ? slots : used;
      asks.add(new Ask(choice.get(turn++ % choice.size()), failures));
    }
    return asks;
  }

  private Optional<String> rewriting(Candidate parent, Ask ask, Map<String, String> rejected) {
    var text = parent.at(ask.slot()).instructions().open();
    var purpose = Component.purpose(study, ask.slot());
    if (purpose.isPresent()) {
      var about =
          new TextPrompts.Ask(
              text,
              purpose.get(),
              Cases.text(ask.failures(), ask.slot()),
              Optional.ofNullable(rejected.get(ask.slot())),
              Rewrites.variables(text),
              Rewrites.fixed(parent, ask.slot()));
      return study.ask(TextPrompts.IMPROVE, about, 1, settings).stream()
          .findFirst()
          .map(TextPrompts.Text::text);
    }
    var question =
        new LeanPrompts.Ask(
            text,
            Cases.text(ask.failures(), ask.slot()),
            Optional.ofNullable(rejected.get(ask.slot())),
            Rewrites.variables(text),
            Rewrites.fixed(parent, ask.slot()));
    return study.ask(LeanPrompts.REFINE, question, 1, settings).stream()
        .findFirst()
        .map(LeanPrompts.Rewriting::instruction);
  }

  private Map<String, String> rejections(Candidate parent) {
    var bySlot = new LinkedHashMap<String, String>();
    for (var slot : parent.slots().keySet()) {
      var base = parent.at(slot).instructions().open();
      var changes =
          search.rejected().stream()
              .map(c -> c.at(slot).instructions().open())
              .filter(t -> !t.equals(base))
              .map(t -> Patches.summary(base, t))
              .distinct()
              .collect(Collectors.joining("\n\n"));
      if (!changes.isEmpty()) bySlot.put(slot, changes);
    }
    return bySlot;
  }

  /** Puts the likeliest rejected rewriting on top of the present prompt. */
  double merge(int step) {
    var miss = search.takeNearMiss();
    if (miss.isEmpty()) return 0;
    var parent = search.incumbent();
    var base = miss.get().parent();
    var child = Optional.of(parent);
    for (var slot : parent.slots().keySet()) {
      var before = base.at(slot).instructions().open();
      var present = parent.at(slot).instructions().open();
      var other = miss.get().child().at(slot).instructions().open();
      if (other.equals(before) || other.equals(present)) continue;
      var text =
          Patches.merge(before, List.of(present, other)).or(() -> merged(parent, slot, other));
      child = child.flatMap(c -> text.flatMap(t -> rewrites.apply(c, slot, t, "merge")));
    }
    if (child.isEmpty() || !admit(child.get(), parent, "merge", step)) return 0;
    return search.race(child.get(), search.look(options.failures() * 2), "merge");
  }

  private Optional<String> merged(Candidate parent, String slot, String other) {
    purse.asked(1);
    var text = parent.at(slot).instructions().open();
    var pair =
        new LeanPrompts.Pair(text, other, Rewrites.variables(text), Rewrites.fixed(parent, slot));
    return study.ask(LeanPrompts.MERGE, pair, 1, settings).stream()
        .findFirst()
        .map(LeanPrompts.Rewriting::instruction);
  }

  /** Has the instruction of one slot written afresh, from solved and unsolved cases. */
  double restart(int step) {
    var parent = search.incumbent();
    var open = search.look(options.failures() * 2);
    if (open.isEmpty()) return 0;
    var slots = study.predictors();
    var predictor = slots.get(turn++ % slots.size());
    var slot = predictor.slot();
    var cases = new ArrayList<>(study.sample(study.train(), options.failures() * 2));
    open.forEach(r -> cases.add(r.example()));
    purse.asked(1);
    var child =
        afresh(parent, predictor, cases)
            .flatMap(text -> rewrites.apply(parent, slot, text, "restart"));
    if (child.isEmpty() || !admit(child.get(), parent, "restart", step)) return 0;
    return search.race(child.get(), open, "restart");
  }

  private Optional<String> afresh(
      Candidate parent, Predictor<?, ?> predictor, List<Example> cases) {
    var slot = predictor.slot();
    var text = parent.at(slot).instructions().open();
    if (predictor.isText())
      return study
          .ask(TextPrompts.WRITE, TextPrompts.wish(study, predictor, text, cases), 1, settings)
          .stream()
          .findFirst()
          .map(TextPrompts.Text::text);
    var fresh =
        new LeanPrompts.Fresh(
            cases.stream()
                .distinct()
                .map(e -> e.input().text() + "\nright: " + e.expected().text())
                .collect(Collectors.joining("\n\n")),
            Rewrites.variables(text),
            Rewrites.fixed(parent, slot));
    return study.ask(LeanPrompts.RESTART, fresh, 1, settings).stream()
        .findFirst()
        .map(LeanPrompts.Rewriting::instruction);
  }

  /** Runs stubborn cases a second time; those that turn out well now failed by chance and rest. */
  double remeasure() {
    var cases = search.stubborn();
    cases = cases.subList(0, purse.clip(cases.size()));
    var again =
        study.evaluate(
            search.incumbent(),
            cases.stream().map(Rollout::example).toList(),
            Conditions.USUAL.withSample(1));
    var chance = new HashSet<String>();
    for (int i = 0; i < cases.size(); i++)
      if (again.score(i) > cases.get(i).score()) chance.add(cases.get(i).example().id());
    search.rest(chance);
    return chance.size() / (double) Math.max(1, ledger.known(search.incumbent()).size());
  }
}
