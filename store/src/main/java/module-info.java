import org.jspecify.annotations.NullMarked;

/** Journal, response cache and run records on SQLite. */
@NullMarked
module dev.hone.store {
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires transitive dev.hone.engine;
  requires static org.jspecify;
}
