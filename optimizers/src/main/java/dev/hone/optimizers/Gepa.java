package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Describe;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Plan;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * GEPA, "Reflective Prompt Evolution Can Outperform Reinforcement Learning" (Agrawal et al. 2025,
 * algorithms 1 to 4): a parent from the Pareto front over validation examples, a reflection on a
 * few of its rollouts, a child that is measured on validation when it does better on those.
 *
 * <p>Differences from the source: rollouts that are known are not paid again; a text that was tried
 * before is not tried again; an unreadable, empty, overlong or copied text is left out; the budget
 * is never passed; the search ends when every training batch is solved.
 */
@Describe("Reflects on a few rollouts at a time and evolves prompts on a Pareto front.")
public record Gepa(
    @Describe("how a parent is chosen") CandidateSelection candidateSelection,
    @Describe("EPSILON_GREEDY: share of parents drawn from all; CONFIDENT: from the front")
        double epsilon,
    @Describe("TOP_K_PARETO: how many of the best means may be parents") int topK,
    @Describe("CONFIDENT: probability of being better, around an example, that holds its front")
        double confidence,
    @Describe("what the Pareto front is over") Frontier frontier,
    @Describe("training rollouts that a reflection sees") int minibatch,
    @Describe("how minibatches are drawn") Batches batches,
    @Describe("no reflection on a minibatch whose scores are all perfect") boolean skipPerfect,
    @Describe("the perfect score") double perfectScore,
    @Describe("which texts of a parent are rewritten") ComponentSelection componentSelection,
    @Describe("descriptions of fields and tools are rewritten too") boolean descriptions,
    @Describe("how many questions a rewriting takes") Reflector reflector,
    @Describe("own words for the teacher, with <curr_param> and <side_info>")
        Optional<String> template,
    @Describe("own words for single texts, by slot or slot/description")
        Map<String, String> templates,
    @Describe("when a child is better than its parent on the minibatch") Acceptance acceptance,
    @Describe("parents drawn for each round") int parents,
    @Describe("rewritings of each of them, on different minibatches") int proposalsPerParent,
    @Describe("which of a round's better children are measured on validation")
        ProposalSelection proposalSelection,
    @Describe("TOP_K: how many of them") int keep,
    @Describe("cross candidates that changed different texts") boolean useMerge,
    @Describe("most crossings that are measured on validation") int maxMerges,
    @Describe("fewest common validation examples of two candidates to cross") int mergeOverlap,
    @Describe("what a crossing takes of a text that both candidates changed") Conflicts conflicts,
    @Describe("rejected rewritings of the parent that the teacher is reminded of") int memory,
    @Describe("most rollouts; 0 for none of its own") long maxMetricCalls,
    @Describe("most rollouts, in passes over training and validation; 0 for none") int maxFullEvals,
    @Describe("rollouts when nothing else limits them") Auto auto,
    @Describe("most rounds; 0 for no limit") int maxProposals,
    @Describe("most candidates, the seed included; 0 for no limit") int maxCandidates,
    @Describe("end after so many rounds without a better mean; 0 for never") int patience,
    @Describe("validation mean at which the search ends") Optional<Double> stopAtScore,
    @Describe("longest text, in characters") int maxLength,
    @Describe("longest answer of the teacher, in tokens") Optional<Integer> maxTokens,
    @Describe("the teacher's temperature") Optional<Double> temperature)
    implements Optimizer {

  /** How a parent is chosen. */
  public enum CandidateSelection {
    PARETO,
    CURRENT_BEST,
    EPSILON_GREEDY,
    TOP_K_PARETO,
    /**
     * The best mean; by a chance of {@code epsilon}, from a front whose holders are likely better
     * than it on examples like those they hold, so that a lucky score keeps nobody alive.
     */
    CONFIDENT
  }

  /** What the Pareto front is over. */
  public enum Frontier {
    /** Every validation example. */
    INSTANCE,
    /** The mean of every part that the metric names. */
    OBJECTIVE,
    /** Both. */
    HYBRID,
    /** Every part on every example. */
    CARTESIAN;

    boolean instances() {
      return this == INSTANCE || this == HYBRID;
    }

    boolean objectives() {
      return this == OBJECTIVE || this == HYBRID;
    }
  }

  /** How minibatches are drawn. */
  public enum Batches {
    /** Every epoch shuffles the training examples. */
    EPOCH,
    /** At random among what the parent is not known to solve. */
    FAILURES_FIRST
  }

  /** Which texts of a parent are rewritten. */
  public enum ComponentSelection {
    ROUND_ROBIN,
    /** All of them, each without knowing of the others. */
    ALL,
    /** All of them, one after the other, each with what the others say by then. */
    COUPLED
  }

  /** How many questions a rewriting takes. */
  public enum Reflector {
    /** One, about the whole minibatch. */
    PLAIN,
    /**
     * ComBEE's: one about each of ⌊√n⌋ groups of the minibatch's n rollouts, every rollout in two
     * places, and one that puts their answers together; as {@link #PLAIN} below four rollouts.
     */
    MAP_REDUCE;

    int questions(int rollouts) {
      int groups = this == PLAIN ? 1 : (int) Math.sqrt(rollouts);
      return groups < 2 ? 1 : groups + 1;
    }
  }

  /** When a child is better than its parent on the minibatch. */
  public enum Acceptance {
    STRICT_IMPROVEMENT,
    IMPROVEMENT_OR_EQUAL
  }

  /** Which of a round's better children are measured on validation. */
  public enum ProposalSelection {
    ALL,
    BEST,
    TOP_K
  }

  /** What a crossing takes of a text that both candidates changed, in different ways. */
  public enum Conflicts {
    /** The text of the candidate with the better mean. */
    BETTER,
    /** One that the teacher writes from both; so candidates of a single text can be crossed too. */
    WRITTEN
  }

  /** A budget of rollouts by the size of the task; see {@link GepaBudget}. */
  public enum Auto {
    LIGHT(6),
    MEDIUM(12),
    HEAVY(18);

    private final int candidates;

    Auto(int candidates) {
      this.candidates = candidates;
    }

    int candidates() {
      return candidates;
    }
  }

  public Gepa {
    if (minibatch < 1 || parents < 1 || proposalsPerParent < 1 || keep < 1 || topK < 1)
      throw new BadInput(
          "Options minibatch=%d, parents=%d, proposalsPerParent=%d, keep=%d, topK=%d must be at least 1."
              .formatted(minibatch, parents, proposalsPerParent, keep, topK));
    if (maxMerges < 0 || mergeOverlap < 1 || memory < 0 || patience < 0 || maxLength < 1)
      throw new BadInput(
          "Options maxMerges=%d, mergeOverlap=%d, memory=%d, patience=%d, maxLength=%d: use 0 or more, and 1 or more for overlap and length."
              .formatted(maxMerges, mergeOverlap, memory, patience, maxLength));
    if (maxTokens.isPresent() && maxTokens.get() < 1)
      throw new BadInput("Option maxTokens=%d must be at least 1.".formatted(maxTokens.get()));
    if (maxMetricCalls < 0 || maxFullEvals < 0 || maxProposals < 0 || maxCandidates < 0)
      throw new BadInput(
          "Options maxMetricCalls=%d, maxFullEvals=%d, maxProposals=%d, maxCandidates=%d cannot be negative."
              .formatted(maxMetricCalls, maxFullEvals, maxProposals, maxCandidates));
    if (!(epsilon >= 0 && epsilon <= 1 && confidence >= 0 && confidence <= 1))
      throw new BadInput(
          "Options epsilon=%s, confidence=%s: use numbers from 0 to 1."
              .formatted(epsilon, confidence));
    templates = Map.copyOf(templates);
    template.ifPresent(words -> GepaPrompt.requirePlaceholders("template", words));
    templates.forEach(
        (text, words) -> GepaPrompt.requirePlaceholders("templates, '" + text + "'", words));
  }

  public Gepa() {
    this(
        CandidateSelection.PARETO,
        0.1,
        5,
        0.85,
        Frontier.INSTANCE,
        3,
        Batches.EPOCH,
        true,
        1.0,
        ComponentSelection.ROUND_ROBIN,
        false,
        Reflector.PLAIN,
        Optional.empty(),
        Map.of(),
        Acceptance.STRICT_IMPROVEMENT,
        1,
        1,
        ProposalSelection.ALL,
        1,
        false,
        5,
        5,
        Conflicts.BETTER,
        0,
        0,
        0,
        Auto.LIGHT,
        0,
        0,
        0,
        Optional.empty(),
        20_000,
        Optional.empty(),
        Optional.of(1.0));
  }

  @Override
  public Candidate optimize(Study study) {
    if (study.train().isEmpty()) return study.best();
    var search = new GepaSearch(this, study);
    study.note(new Event.PhaseStarted("evolve", 0, Optional.empty()));
    search.start();
    while (search.goesOn()) {
      if (search.merge()) continue;
      var better = new ArrayList<GepaSearch.Proposal>();
      for (var proposal : search.propose())
        if (accepts(proposal)) better.add(proposal);
        else search.leave(proposal, "not-better");
      better.sort(Comparator.comparingDouble(GepaSearch.Proposal::gain).reversed());
      int many =
          switch (proposalSelection) {
            case ALL -> better.size();
            case BEST -> 1;
            case TOP_K -> keep;
          };
      for (int i = 0; i < better.size(); i++)
        if (i < many) search.take(better.get(i));
        else search.leave(better.get(i), "not-selected");
    }
    return study.best();
  }

  private boolean accepts(GepaSearch.Proposal proposal) {
    double gain = proposal.gain();
    return acceptance == Acceptance.STRICT_IMPROVEMENT ? gain > 0 : gain >= 0;
  }

  @Override
  public Plan plan(Plan.Shape shape) {
    long limit = GepaBudget.limit(this, shape);
    long validation = shape.validation();
    if (shape.train() == 0) return Plan.exactly(validation, 0);
    long rounds = maxProposals > 0 ? maxProposals : limit;
    long questions = (long) parents * proposalsPerParent * reflector.questions(minibatch);
    if (useMerge && conflicts == Conflicts.WRITTEN) questions++;
    return Plan.between(
            validation, Math.max(validation, limit), 0, rounds * shape.slots() * questions)
        .withLikely(GepaBudget.likely(this, shape));
  }
}
