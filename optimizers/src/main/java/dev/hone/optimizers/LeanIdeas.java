package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.engine.Conditions;
import dev.hone.engine.Event;
import dev.hone.engine.Pending;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The kinds of steps of a lean search; each gives the gain in mean score that came of it. */
final class LeanIdeas {
  /** How many rewritings are tried one by one when they failed together. */
  private static final int SINGLES = 2;

  /** Into how many parts the rewritings are divided when they failed all together. */
  private static final int PARTS = 3;

  /** Most challengers of one step. */
  static final int TRIED = 1 + PARTS + SINGLES;

  /** How many questions are asked about the same failures at once. */
  private static final int EACH = 3;

  private final LeanReflective options;
  private final Study study;
  private final Ledger ledger;
  private final LeanSearch search;
  private final LeanPurse purse;
  private final Rewrites rewrites;
  private final LeanSheaf sheaf;
  private final LeanQuestions questions;
  private int turn;

  LeanIdeas(
      LeanReflective options, Study study, Ledger ledger, LeanSearch search, LeanPurse purse) {
    this.options = options;
    this.study = study;
    this.ledger = ledger;
    this.search = search;
    this.purse = purse;
    this.rewrites = new Rewrites(study, options.maxLength(), true);
    this.sheaf = new LeanSheaf(ledger, rewrites, options.failures());
    this.questions = new LeanQuestions(study, options);
  }

  private record Ask(String slot, List<Rollout> failures) {}

  /** A question on its way. */
  private record Asked(Ask ask, Pending<String> pending) {}

  /**
   * Several rewritings at once, each for some failures of its own; together when they can be put
   * together, else one by one.
   */
  LeanTicket refine(int number, int round) {
    var open = search.choose(options.proposals() * options.failures());
    var parent = search.incumbent();
    study.note(
        new Event.ParentSelected(
            parent.id(), "incumbent", 1, open.stream().map(r -> r.example().id()).toList()));
    var rejected = rejections(parent);
    var asked =
        asks(open).stream()
            .map(ask ->
                new Asked(
                    ask,
                    questions.refine(
                        parent,
                        ask.slot(),
                        ask.failures(),
                        Optional.ofNullable(rejected.get(ask.slot())))))
            .toList();
    return ticket(number, LeanArms.Arm.REFINE, round, asked.size(), () -> arrived(parent, asked));
  }

  private LeanTicket ticket(
      int number,
      LeanArms.Arm arm,
      int round,
      int questions,
      Supplier<List<LeanTicket.Challenger>> arrival) {
    int due = questions == 0 ? round : round + options.answer();
    return new LeanTicket(number, arm, due, options.teacherCost() * questions, arrival);
  }

  private List<LeanTicket.Challenger> arrived(Candidate parent, List<Asked> asked) {
    var ideas = new ArrayList<LeanTicket.Challenger>();
    for (var one : asked) {
      var ask = one.ask();
      var child =
          one.pending().answers().stream()
              .findFirst()
              .flatMap(text -> rewrites.apply(parent, ask.slot(), text, "refine"));
      child.ifPresent(c -> ideas.add(challenger(c, parent, ask.failures(), "refine")));
    }
    var all = new ArrayList<LeanTicket.Challenger>();
    sheaf.of(parent, ideas).ifPresent(all::add);
    int part = Math.ceilDiv(ideas.size(), PARTS);
    if (part > 1)
      for (int i = 0; i < ideas.size(); i += part)
        sheaf.of(parent, ideas.subList(i, Math.min(ideas.size(), i + part))).ifPresent(all::add);
    all.addAll(ideas.subList(0, Math.min(SINGLES, ideas.size())));
    return all;
  }

  private LeanTicket.Challenger challenger(
      Candidate child, Candidate parent, List<Rollout> written, String rule) {
    ledger.shows(child, ledger.shownBy(parent));
    return new LeanTicket.Challenger(
        child, parent, written.stream().map(Rollout::example).toList(), rule, false, false);
  }

  /** Each question has failures of its own as far as they go, and the slots take turns. */
  private List<Ask> asks(List<Rollout> open) {
    int groups =
        Math.max(1, Math.min(options.proposals(), Math.ceilDiv(open.size(), options.failures())));
    var slots = study.predictors().stream().map(p -> p.slot()).toList();
    var asks = new ArrayList<Ask>();
    int many = Math.min(options.proposals(), groups * EACH);
    for (int i = 0; i < many; i++) {
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

  /**
   * Puts the likeliest rejected rewriting on top of the present prompt; asks the teacher to, where
   * that cannot be done word by word.
   */
  LeanTicket merge(int number, int round) {
    var miss = search.takeNearMiss();
    var parent = search.incumbent();
    var base = miss.parent();
    var child = parent;
    var pending = new LinkedHashMap<String, Pending<String>>();
    for (var slot : parent.slots().keySet()) {
      var before = base.at(slot).instructions().open();
      var present = parent.at(slot).instructions().open();
      var other = miss.child().at(slot).instructions().open();
      if (other.equals(before) || other.equals(present)) continue;
      var text = Patches.merge(before, List.of(present, other));
      if (text.isEmpty()) pending.put(slot, questions.merge(parent, slot, other));
      else child = rewrites.apply(child, slot, text.get(), "merge").orElse(child);
    }
    var open = search.choose(options.failures() * 2);
    var begun = child;
    return ticket(
        number,
        LeanArms.Arm.MERGE,
        round,
        pending.size(),
        () -> {
          var whole = begun;
          for (var slot : pending.entrySet())
            for (var answer : slot.getValue().answers())
              whole = rewrites.apply(whole, slot.getKey(), answer, "merge").orElse(whole);
          return whole.equals(parent)
              ? List.of()
              : List.of(challenger(whole, parent, open, "merge"));
        });
  }

  /** Has the instruction of one slot written afresh, from solved and unsolved cases. */
  LeanTicket restart(int number, int round) {
    var parent = search.incumbent();
    var open = search.choose(options.failures() * 2);
    var slots = study.predictors();
    var predictor = slots.get(turn++ % slots.size());
    var cases = new ArrayList<>(study.sample(study.train(), options.failures() * 2));
    open.forEach(r -> cases.add(r.example()));
    var pending = questions.afresh(parent, predictor, cases);
    return ticket(
        number,
        LeanArms.Arm.RESTART,
        round,
        1,
        () ->
            pending.answers().stream()
                .flatMap(text -> rewrites.apply(parent, predictor.slot(), text, "restart").stream())
                .map(c -> challenger(c, parent, open, "restart"))
                .toList());
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
