import org.jspecify.annotations.NullMarked;

/** One public file per published method. */
@NullMarked
module dev.hone.optimizers {
  requires transitive dev.hone.core;
  requires transitive dev.hone.engine;
  requires static org.jspecify;
}
