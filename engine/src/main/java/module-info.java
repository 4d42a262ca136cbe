/** Runs: what an optimizer may do, what it costs, what is recorded, and how it is resumed. */
@org.jspecify.annotations.NullMarked
module dev.hone.engine {
  requires static transitive org.jspecify;
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;

  exports dev.hone.engine;

  uses dev.hone.engine.Optimizer;
}
