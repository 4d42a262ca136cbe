package dev.hone.engine;

import dev.hone.core.Candidate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that happens in a run. Progress, store, report and studio are folds over this one stream.
 *
 * <p>Decisions follow from the journal alone: the same journal gives the same decisions in the same
 * order. Observations may come in any order and carry a key by which they are known again.
 */
public sealed interface Event {

  /** What the search decided. */
  sealed interface Decision extends Event {}

  /** What was seen on the way. */
  sealed interface Observation extends Event {
    /** Under which the log knows this observation again; empty when each one is new. */
    default String key() {
      return "";
    }
  }

  /**
   * An ancestor of a candidate; the role is {@code mutated}, {@code merged}, {@code donor} or
   * {@code crossed}.
   */
  record Parent(String id, String role) {}

  /** How much was spent when something was born. */
  record Born(long rollouts, long calls) {}

  record RunStarted(String digest, Candidate seed) implements Decision {}

  /** A stage begins; {@code planned} steps, when known. */
  record PhaseStarted(String name, int index, Optional<Long> planned) implements Decision {}

  record ParentSelected(String candidate, String strategy, double weight, List<String> examples)
      implements Decision {}

  /** Purposes are {@code baseline, minibatch, full, rung, confirm, test, manual}. */
  record EvaluationStarted(
      String evaluation, String candidate, String split, String purpose, int planned, String digest)
      implements Decision {}

  record EvaluationFinished(
      String evaluation,
      String candidate,
      String split,
      String purpose,
      int planned,
      int done,
      double mean,
      double low,
      double high,
      String method,
      long failed,
      long missing,
      Map<String, Double> parts,
      boolean complete)
      implements Decision {}

  /**
   * A new candidate.
   *
   * @param operator how it was made, in the method's words
   * @param slotsChanged slots in which it differs from its first parent
   * @param reason why it should be better
   * @param evidence keys of the rollouts it was derived from
   */
  record Proposed(
      String id,
      List<Parent> parents,
      String operator,
      int iteration,
      List<String> slotsChanged,
      Candidate prompts,
      String reason,
      List<String> evidence)
      implements Decision {
    public static Proposed of(
        Candidate child, Candidate parent, String operator, int iteration, String reason) {
      var changed =
          child.slots().keySet().stream().filter(s -> !child.at(s).equals(parent.at(s))).toList();
      return new Proposed(
          child.id(),
          List.of(new Parent(parent.id(), "mutated")),
          operator,
          iteration,
          changed,
          child,
          reason,
          List.of());
    }
  }

  /** Codes are {@code malformed, duplicate, frozen, variables, empty, too-long}. */
  record ProposalFailed(List<String> parents, String operator, String code, String sentence)
      implements Decision {}

  record Accepted(String candidate, String rule, Optional<Comparison> comparison)
      implements Decision {}

  record Rejected(String candidate, String code, String sentence, Optional<Comparison> comparison)
      implements Decision {}

  record FrontChanged(
      String kind, List<String> entered, List<String> left, Map<String, List<String>> winners)
      implements Decision {}

  /** {@code expectedAfterSelection} is the mean shrunk for having picked the maximum. */
  record BestChanged(String from, String to, Comparison comparison, double expectedAfterSelection)
      implements Decision {}

  record Diagnosed(String title, String text, List<String> examples, Optional<String> slot)
      implements Decision {}

  record Noted(String kind, String title, String text, List<String> references)
      implements Decision {}

  record InterventionApplied(String command, String effect, Optional<String> candidate)
      implements Decision {}

  /** Limits by name, as {@link Budget#limits}. */
  record BudgetChanged(Map<String, Object> before, Map<String, Object> after, String command)
      implements Decision {}

  record TestUsed(String candidate, String evaluation, int timesUsed) implements Decision {}

  record RunFinished(
      String best,
      Interval baseline,
      Interval optimized,
      Comparison difference,
      Optional<Comparison> test,
      StopReason stopReason,
      String sentence,
      Optional<String> compiledDigest)
      implements Decision {}

  record ProcessStarted(
      String process, long pid, String host, String version, long replayedThroughSeq)
      implements Observation {}

  record ProcessEnded(String process, String cause) implements Observation {}

  record Heartbeat(int inFlight, int queued, double ratePerSecond, long heapMb)
      implements Observation {}

  record RolloutStarted(String rollout, String evaluation) implements Observation {
    @Override
    public String key() {
      return "start/" + rollout;
    }
  }

  record RolloutFinished(
      String rollout,
      String candidate,
      String example,
      int sample,
      String split,
      String purpose,
      String evaluation,
      double score,
      Map<String, Double> parts,
      String feedback,
      Rollout.Status status,
      Optional<String> error,
      List<String> calls,
      long latencyMs)
      implements Observation {
    @Override
    public String key() {
      return "rollout/" + rollout;
    }
  }

  record ModelCalled(
      String call,
      int sample,
      Role role,
      String slot,
      String purpose,
      String modelAsked,
      String modelAnswered,
      int attempts,
      long queueMs,
      long latencyMs,
      long firstTokenMs,
      long inputTokens,
      long cachedTokens,
      long outputTokens,
      long reasoningTokens,
      Optional<Double> usd,
      String finishReason,
      String source)
      implements Observation {
    @Override
    public String key() {
      return "call/" + call;
    }
  }

  record CallTroubled(String call, int attempt, String errorClass, String message, long waitMs)
      implements Observation {}

  record CommandReceived(String id, String type, Map<String, String> args) implements Observation {
    @Override
    public String key() {
      return "command/" + id;
    }
  }

  record Paused(String command) implements Observation {}

  record Resumed(String command) implements Observation {}

  record Warned(String code, String sentence, String repair) implements Observation {
    @Override
    public String key() {
      return "warned/" + code + "/" + sentence;
    }
  }

  record Diverged(long at, String expectedHash, String actualHash) implements Observation {}
}
