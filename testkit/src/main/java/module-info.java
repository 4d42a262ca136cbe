import org.jspecify.annotations.NullMarked;

/** Contract tests and scripted models for users of Hone. */
@NullMarked
module dev.hone.testkit {
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires transitive dev.hone.engine;
  requires jdk.httpserver;
  // Only who extends a contract test needs these; the simulated world works without them.
  requires static org.junit.jupiter.api;
  requires static org.assertj.core;
  requires static org.jspecify;

  exports dev.hone.testkit;
}
