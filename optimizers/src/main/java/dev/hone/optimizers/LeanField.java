package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.Event;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where challengers race against the present prompt, one after the other in the order of their
 * tickets. Each is put on top of the prompt that is present when its turn comes. What a round needs
 * is run in one batch.
 */
final class LeanField {
  private final Study study;
  private final Ledger ledger;
  private final LeanSearch search;
  private final LeanPurse purse;
  private final TreeMap<Integer, LeanTicket> tickets = new TreeMap<>();
  private final Map<LeanTicket, Double> ended = new LinkedHashMap<>();
  private Optional<Running> running = Optional.empty();

  LeanField(Study study, Ledger ledger, LeanSearch search, LeanPurse purse) {
    this.study = study;
    this.ledger = ledger;
    this.search = search;
    this.purse = purse;
  }

  private record Running(LeanTicket ticket, LeanRace race) {}

  void enter(LeanTicket ticket) {
    tickets.put(ticket.number(), ticket);
  }

  boolean idle() {
    return tickets.isEmpty();
  }

  int size() {
    return tickets.size();
  }

  /** The tickets that were decided in the last round, and the gain in mean score of each. */
  Map<LeanTicket, Double> ended() {
    return ended;
  }

  /**
   * One round.
   *
   * @param present what the present prompt is to be run on besides
   */
  void round(List<Example> present) {
    ended.clear();
    if (running.isEmpty()) running = next();
    var wanted = new LinkedHashMap<Candidate, List<Example>>();
    long left = purse.free();
    left -= want(wanted, search.incumbent(), present, left);
    if (running.isEmpty()) {
      ledger.measure(wanted);
      return;
    }
    var race = running.get().race();
    long rival = want(wanted, search.incumbent(), race.unknown(), left);
    var batch = race.next();
    long admitted = want(wanted, race.child(), batch, left - rival);
    running.get().ticket().charge((double) rival + admitted);
    ledger.measure(wanted);
    judge(running.get().ticket(), race, admitted == batch.size());
  }

  private static long want(
      Map<Candidate, List<Example>> wanted, Candidate candidate, List<Example> batch, long left) {
    var list = wanted.computeIfAbsent(candidate, _ -> new ArrayList<>());
    var fresh = batch.stream().filter(e -> !list.contains(e)).limit(left).toList();
    list.addAll(fresh);
    return fresh.size();
  }

  /** The next challenger that is new, on top of the present prompt. */
  private Optional<Running> next() {
    while (!tickets.isEmpty()) {
      var ticket = tickets.firstEntry().getValue();
      while (!ticket.waiting().isEmpty()) {
        var challenger = search.onPresent(ticket.waiting().removeFirst());
        if (admit(challenger, ticket))
          return Optional.of(new Running(ticket, search.race(challenger)));
      }
      end(ticket, 0);
    }
    return Optional.empty();
  }

  private boolean admit(LeanTicket.Challenger challenger, LeanTicket ticket) {
    if (challenger.proposed()) return true;
    var child = challenger.child();
    if (!search.isNew(child)) {
      Proposals.failed(
          study, challenger.base(), challenger.rule(), "duplicate", "It was tried before.");
      return false;
    }
    study.note(Event.Proposed.of(child, challenger.base(), challenger.rule(), ticket.number(), ""));
    return true;
  }

  private void judge(LeanTicket ticket, LeanRace race, boolean whole) {
    var verdict = race.judge(whole, search.lastLevel(), study.random());
    if (!verdict.ended()) return;
    running = Optional.empty();
    if (verdict.taken()) {
      search.adopt(race.child(), race.challenger().rule());
      end(ticket, Math.max(0, race.mean()));
    } else {
      search.reject(race, verdict);
      if (ticket.waiting().isEmpty()) end(ticket, 0);
    }
  }

  private void end(LeanTicket ticket, double gain) {
    tickets.remove(ticket.number());
    for (var waiting : ticket.waiting())
      if (waiting.proposed())
        study.note(
            new Event.Rejected(
                waiting.child().id(),
                "not-tried",
                "Another challenger of the same step was taken.",
                Optional.empty()));
    ended.put(ticket, gain);
  }
}
