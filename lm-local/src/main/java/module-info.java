import org.jspecify.annotations.NullMarked;

/** The embedded model: llama.cpp in process. */
@NullMarked
module dev.hone.lmlocal {
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires static org.jspecify;
}
