/** Journal and run records on SQLite, response cache on SQLite or PostgreSQL. */
@org.jspecify.annotations.NullMarked
module dev.hone.store {
  requires static transitive org.jspecify;
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires transitive dev.hone.engine;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires io.github.javadiffutils;
  requires org.postgresql.jdbc;

  exports dev.hone.store;
}
