import org.jspecify.annotations.NullMarked;

/** Language models, their adapters and decorators. */
@NullMarked
module dev.hone.lm {
  requires transitive dev.hone.core;
  requires static org.jspecify;
}
