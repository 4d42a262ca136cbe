import org.jspecify.annotations.NullMarked;

/** Runs, studies, budgets, events and the journal. */
@NullMarked
module dev.hone.engine {
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires static org.jspecify;
}
