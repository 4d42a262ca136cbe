package dev.hone.store;

import dev.hone.engine.Journal.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks entries up by key. A replay reads a journal in about the order it was written, so rows are
 * fetched ahead as soon as reading looks sequential.
 */
final class JournalReader implements AutoCloseable {
  private static final int LEAST_AHEAD = 8;
  private static final int MOST_AHEAD = 128;
  private static final long FRONT_BYTES =
      Math.clamp(Runtime.getRuntime().maxMemory() / 16, 4L << 20, 64L << 20);

  private final Path file;
  private final Connection connection;
  private final PreparedStatement some;
  private final KeyIndex index = new KeyIndex();
  private final Front<Long, SqliteJournal.Entry> front =
      new Front<>(FRONT_BYTES, SqliteJournal.Entry::bytes);
  private long lastRow;
  private long readThrough;
  private int ahead = LEAST_AHEAD;

  JournalReader(Path file) throws SQLException {
    this.file = file;
    this.connection = Sqlite.openToRead(file, SqliteJournal.STAMP);
    try {
      this.some =
          connection.prepareStatement(
              "select id, kind, key, body from entries where id between ? and ?");
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("select id, kind, key from entries order by id")) {
        while (rows.next()) {
          lastRow = rows.getLong(1);
          index.add(KeyIndex.hash(rows.getInt(2), rows.getString(3)), lastRow);
        }
      }
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** The number by which files know a kind; never changes. */
  static int code(Kind kind) {
    return switch (kind) {
      case CALL -> 0;
      case ROLLOUT -> 1;
      case INFLUENCE -> 2;
    };
  }

  private static Kind kind(int code) throws SQLException {
    return switch (code) {
      case 0 -> Kind.CALL;
      case 1 -> Kind.ROLLOUT;
      case 2 -> Kind.INFLUENCE;
      default -> throw new SQLException("An entry has the unknown kind " + code + ".");
    };
  }

  long lastRow() {
    return lastRow;
  }

  long size() {
    return index.size();
  }

  void added(long row, SqliteJournal.Entry entry) {
    index.add(KeyIndex.hash(code(entry.kind()), entry.key()), row);
  }

  boolean knows(SqliteJournal.Entry entry) {
    return find(entry.kind(), entry.key()) != null;
  }

  @Nullable String body(Kind kind, String key) {
    var entry = find(kind, key);
    return entry == null ? null : entry.body();
  }

  private SqliteJournal.@Nullable Entry find(Kind kind, String key) {
    for (long row : index.find(KeyIndex.hash(code(kind), key))) {
      var entry = front.get(row);
      if (entry == null) entry = load(row);
      if (entry != null && entry.kind() == kind && entry.key().equals(key)) return entry;
    }
    return null;
  }

  private synchronized SqliteJournal.@Nullable Entry load(long row) {
    var meanwhile = front.get(row);
    if (meanwhile != null) return meanwhile;
    boolean near = row > readThrough && row - readThrough <= ahead;
    if (row > readThrough) ahead = near ? Math.min(2 * ahead, MOST_AHEAD) : LEAST_AHEAD;
    try {
      some.setLong(1, near ? readThrough + 1 : row);
      some.setLong(2, near ? row + ahead : row);
      SqliteJournal.Entry wanted = null;
      try (var rows = some.executeQuery()) {
        while (rows.next()) {
          var entry =
              new SqliteJournal.Entry(kind(rows.getInt(2)), rows.getString(3), rows.getString(4));
          long found = rows.getLong(1);
          front.put(found, entry);
          readThrough = Math.max(readThrough, found);
          if (found == row) wanted = entry;
        }
      }
      return wanted;
    } catch (SQLException e) {
      throw Sqlite.trouble(file, SqliteJournal.STAMP.noun(), e);
    }
  }

  /** Shows every entry of a kind, in the order of writing. */
  synchronized void each(Kind kind, Consumer<String> body) {
    try (var statement =
        connection.prepareStatement("select body from entries where kind = ? order by id")) {
      statement.setInt(1, code(kind));
      try (var rows = statement.executeQuery()) {
        while (rows.next()) body.accept(rows.getString(1));
      }
    } catch (SQLException e) {
      throw Sqlite.trouble(file, SqliteJournal.STAMP.noun(), e);
    }
  }

  @Override
  public synchronized void close() throws SQLException {
    connection.close();
  }
}
