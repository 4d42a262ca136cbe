package dev.hone.store;

import dev.hone.store.SqliteCache.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Writes answers, and makes room when there are too many. For one thread. */
final class CacheWriter implements AutoCloseable {
  private static final int LOOK_EVERY = 64 << 10;
  private static final int AT_A_TIME = 64;

  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement touch;
  private final PreparedStatement evict;
  private final long most;
  private final long kept;
  private long sinceLook = LOOK_EVERY;

  /**
   * @param most bytes in use at which answers give way
   * @param kept bytes that stay in use then
   */
  CacheWriter(Connection connection, long most, long kept) throws SQLException {
    this.connection = connection;
    this.most = most;
    this.kept = kept;
    this.insert =
        connection.prepareStatement(
            "insert or ignore into responses(hash, used, key, model, body) values (?,?,?,?,?)");
    this.touch = connection.prepareStatement("update responses set used = ? where hash = ?");
    this.evict =
        connection.prepareStatement(
            "delete from responses where hash in (select hash from responses order by used limit "
                + AT_A_TIME
                + ")");
  }

  void write(List<Work> work) throws SQLException {
    try {
      for (var item : work) write(item);
      if (sinceLook >= LOOK_EVERY) makeRoom();
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private void write(Work work) throws SQLException {
    switch (work) {
      case Work.Put(var hash, var key, var model, var body) -> {
        insert.setLong(1, hash);
        insert.setLong(2, SqliteCache.today());
        insert.setString(3, key);
        insert.setString(4, model);
        insert.setString(5, body);
        insert.executeUpdate();
        sinceLook += key.length() + body.length();
      }
      case Work.Touch(var hash) -> {
        touch.setLong(1, SqliteCache.today());
        touch.setLong(2, hash);
        touch.executeUpdate();
      }
    }
  }

  private void makeRoom() throws SQLException {
    sinceLook = 0;
    if (inUse() <= most) return;
    for (int gone = 1; gone > 0 && inUse() > kept; ) gone = evict.executeUpdate();
  }

  private long inUse() throws SQLException {
    return Sqlite.number(connection, "pragma page_size")
        * (Sqlite.number(connection, "pragma page_count")
            - Sqlite.number(connection, "pragma freelist_count"));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
