package dev.hone.engine;

/** Why a run ended. */
public enum StopReason {
  /** The optimizer had nothing more to try. */
  CONVERGED,
  /** A limit of the budget would have been passed. */
  BUDGET,
  /** The target score was reached. */
  TARGET,
  /** The optimizer kept asking for what was already known. */
  STALLED,
  /** A person stopped it; the run can be resumed. */
  CANCELLED,
  /** The optimizer or the provider broke down. */
  FAILED
}
