/** Journal, response cache and run records on SQLite. */
@org.jspecify.annotations.NullMarked
module dev.hone.store {
  requires static transitive org.jspecify;
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires transitive dev.hone.engine;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires io.github.javadiffutils;

  exports dev.hone.store;
}
