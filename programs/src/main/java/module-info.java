import org.jspecify.annotations.NullMarked;

/** Ready programs: chain of thought, ReAct, best of n, declarative pipelines. */
@NullMarked
module dev.hone.programs {
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires static org.jspecify;
}
