package dev.hone.store;

import dev.hone.core.BadInput;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Answers of one person in an SQLite file, which many processes may use at once. */
record CacheFile(Path file) implements CacheHome {
  private static final Sqlite.Stamp STAMP = new Sqlite.Stamp(0x486f5265, 1, "response cache");
  private static final int PAGE = 4096;
  private static final String[] SCHEMA = {
    "create table responses(hash integer primary key, used integer not null, key text not null, model text not null, body text not null)",
    "create index responses_by_use on responses(used)"
  };

  @Override
  public String place() {
    return file.toString();
  }

  @Override
  public Connection write() {
    Sqlite.makeRoomFor(file);
    return Sqlite.open(file, STAMP, PAGE, SCHEMA);
  }

  @Override
  public Connection read() {
    return Sqlite.openToRead(file, STAMP);
  }

  @Override
  public long bytes(Connection reading) throws SQLException {
    return Sqlite.number(reading, "pragma page_count") * Sqlite.number(reading, "pragma page_size");
  }

  @Override
  public long inUse(Connection writing) throws SQLException {
    return Sqlite.number(writing, "pragma page_size")
        * (Sqlite.number(writing, "pragma page_count")
            - Sqlite.number(writing, "pragma freelist_count"));
  }

  @Override
  public void shrink(Connection writing) throws SQLException {
    writing.setAutoCommit(true);
    try (var statement = writing.createStatement()) {
      statement.execute("vacuum");
    }
  }

  @Override
  public BadInput trouble(SQLException e) {
    return Sqlite.trouble(file, STAMP.noun(), e);
  }
}
