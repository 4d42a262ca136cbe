package dev.hone.store;

import dev.hone.store.SqlCache.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** Writes answers, and makes room when there are too many. For one thread. */
final class CacheWriter implements AutoCloseable {
  private static final int LOOK_EVERY = 64 << 10;
  private static final int AT_A_TIME = 64;

  private final CacheHome home;
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
  CacheWriter(CacheHome home, Connection connection, long most, long kept) throws SQLException {
    this.home = home;
    this.connection = connection;
    this.most = most;
    this.kept = kept;
    this.insert =
        connection.prepareStatement(
            "insert into responses(hash, used, key, model, body) values (?,?,?,?,?) on conflict do nothing");
    this.touch = connection.prepareStatement("update responses set used = ? where hash = ?");
    this.evict =
        connection.prepareStatement(
            "delete from responses where hash in (select hash from responses order by used limit "
                + AT_A_TIME
                + ")");
  }

  void write(List<Work> work) throws SQLException {
    try {
      for (var item : inOrder(work)) write(item);
      if (sinceLook >= LOOK_EVERY) makeRoom();
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  /** Writers that meet the same rows in the same order never wait for each other in a circle. */
  private static List<Work> inOrder(List<Work> work) {
    return work.stream().sorted(Comparator.comparingLong(Work::hash)).toList();
  }

  private void write(Work work) throws SQLException {
    switch (work) {
      case Work.Put(var hash, var key, var model, var body) -> {
        insert.setLong(1, hash);
        insert.setLong(2, SqlCache.today());
        insert.setString(3, key);
        insert.setString(4, model);
        insert.setString(5, body);
        insert.executeUpdate();
        sinceLook += key.length() + body.length();
      }
      case Work.Touch(var hash) -> {
        touch.setLong(1, SqlCache.today());
        touch.setLong(2, hash);
        touch.executeUpdate();
      }
    }
  }

  private void makeRoom() throws SQLException {
    sinceLook = 0;
    if (home.inUse(connection) <= most) return;
    for (int gone = 1; gone > 0 && home.inUse(connection) > kept; ) gone = evict.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
