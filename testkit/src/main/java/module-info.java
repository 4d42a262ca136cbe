import org.jspecify.annotations.NullMarked;

/** Contract tests and scripted models for users of Hone. */
@NullMarked
module dev.hone.testkit {
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires transitive dev.hone.engine;
  requires jdk.httpserver;
  requires transitive org.junit.jupiter.api;
  requires org.assertj.core;
  requires static org.jspecify;

  exports dev.hone.testkit;
}
