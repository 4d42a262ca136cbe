package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Event;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * CAPO's race: block by block, whoever is beaten by as many others as may survive is out. Scores
 * are reduced by the prompt's length, relative to the longest of the first prompts.
 */
final class CapoRace {
  private final Capo options;
  private final Study study;
  private final Finals finals;
  private final List<List<Example>> blocks;
  private final Map<Candidate, List<Evaluation>> known = new HashMap<>();
  private final Set<String> accepted = new HashSet<>();
  private double longest = 1;
  private boolean spent;

  CapoRace(Capo options, Study study, Finals finals, List<Example> examples) {
    this.options = options;
    this.study = study;
    this.finals = finals;
    this.blocks = blocks(examples, options.blockSize(), options.maxBlocks());
  }

  static List<List<Example>> blocks(List<Example> examples, int size, int most) {
    var blocks = new ArrayList<List<Example>>();
    for (int from = 0; from < examples.size() && blocks.size() < most; from += size)
      blocks.add(examples.subList(from, Math.min(examples.size(), from + size)));
    return blocks;
  }

  /** Takes the longest of these as the measure of length. */
  void measureBy(List<CapoShots.Member> first) {
    longest = first.stream().mapToLong(CapoShots.Member::length).max().orElse(1);
  }

  boolean spent() {
    return spent;
  }

  /** The survivors, best first; all of them when there are no more than may survive. */
  List<CapoShots.Member> run(List<CapoShots.Member> candidates, int survivors) {
    var left = candidates;
    var course = options.shuffleBlocks() ? Draw.shuffled(blocks, study.random()) : blocks;
    for (int b = 0; b < course.size() && left.size() > survivors; b++) {
      if (!evaluate(left, course.get(b))) break;
      if (options.racing()) left = unbeaten(left, survivors, course.subList(0, b + 1));
    }
    var best = left.stream().sorted(Comparator.comparingDouble(this::mean).reversed()).toList();
    for (var out : best.subList(Math.min(survivors, best.size()), best.size()))
      reject(out, "not-better", "%.3f after %d examples, length counted.");
    var alive = best.subList(0, Math.min(survivors, best.size()));
    for (var member : alive)
      if (accepted.add(member.candidate().id()))
        study.note(new Event.Accepted(member.candidate().id(), "survived-race", Optional.empty()));
    return alive;
  }

  /** One block for all, unless the budget does not admit it. */
  private boolean evaluate(List<CapoShots.Member> members, List<Example> block) {
    var fresh =
        members.stream().map(CapoShots.Member::candidate).filter(c -> !has(c, block)).toList();
    if ((long) fresh.size() * block.size() > finals.spare()) {
      spent = true;
      study.note(
          new Event.Noted(
              "budget",
              "the budget ends the search",
              "%d prompts cannot run on another %d examples beside a last look at validation."
                  .formatted(fresh.size(), block.size()),
              List.of()));
      return false;
    }
    for (var e : study.map(fresh, c -> study.evaluate(c, block)))
      known.computeIfAbsent(e.candidate(), _ -> new ArrayList<>()).add(e);
    return true;
  }

  private boolean has(Candidate candidate, List<Example> block) {
    return known.getOrDefault(candidate, List.of()).stream()
        .anyMatch(e -> e.rollouts().getFirst().example().equals(block.getFirst()));
  }

  private List<CapoShots.Member> unbeaten(
      List<CapoShots.Member> members, int survivors, List<List<Example>> course) {
    var scores = members.stream().map(m -> scores(m, course)).toList();
    var left = new ArrayList<CapoShots.Member>();
    for (int i = 0; i < members.size(); i++) {
      var own = scores.get(i);
      long better = scores.stream().filter(o -> PairedTest.p(o, own) < options.alpha()).count();
      if (better < survivors) left.add(members.get(i));
      else reject(members.get(i), "raced-out", "%.3f after %d examples, length counted.");
    }
    return left;
  }

  private void reject(CapoShots.Member out, String code, String sentence) {
    var text = String.format(Locale.ROOT, sentence, mean(out), rollouts(out).count());
    study.note(new Event.Rejected(out.candidate().id(), code, text, Optional.empty()));
  }

  /** The scores on the blocks of a race, length counted; a missing rollout counts as 0. */
  private double[] scores(CapoShots.Member member, List<List<Example>> course) {
    var byExample = new HashMap<String, Double>();
    rollouts(member).forEach(r -> byExample.put(r.example().id(), r.score()));
    double penalty = penalty(member);
    return course.stream()
        .flatMap(List::stream)
        .mapToDouble(e -> byExample.getOrDefault(e.id(), 0.0) - penalty)
        .toArray();
  }

  /** The mean over all that is known of a member, length counted. */
  double mean(CapoShots.Member member) {
    return rollouts(member)
            .filter(r -> r.status() != Rollout.Status.MISSING)
            .mapToDouble(Rollout::score)
            .average()
            .orElse(0)
        - penalty(member);
  }

  boolean perfect(CapoShots.Member member) {
    return known.containsKey(member.candidate()) && rollouts(member).allMatch(Rollout::perfect);
  }

  private Stream<Rollout> rollouts(CapoShots.Member member) {
    return known.getOrDefault(member.candidate(), List.of()).stream()
        .flatMap(e -> e.rollouts().stream());
  }

  private double penalty(CapoShots.Member member) {
    return options.lengthPenalty() * member.length() / longest;
  }
}
