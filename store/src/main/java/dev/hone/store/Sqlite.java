package dev.hone.store;

import dev.hone.core.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Opens SQLite files as ours and says in words what is wrong with them. */
final class Sqlite {
  private static final int BUSY_MS = 30_000;
  private static final int CHECKPOINT_BYTES = 16 << 20;

  private Sqlite() {}

  /** What a file of ours says about itself. */
  record Stamp(int application, int version, String noun) {}

  /**
   * Opens a file for writing, creating it with {@code schema} when it is new.
   *
   * @throws BadInput when the file cannot be used
   */
  static Connection open(Path file, Stamp stamp, int pageBytes, String... schema) {
    try {
      return orClosed(connect(file, false), c -> begin(c, file, stamp, pageBytes, schema));
    } catch (SQLException e) {
      throw trouble(file, stamp.noun, e);
    }
  }

  private static void begin(
      Connection connection, Path file, Stamp stamp, int pageBytes, String... schema)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      boolean fresh = isNew(connection);
      if (!fresh) check(connection, file, stamp);
      statement.execute("pragma page_size=" + pageBytes);
      statement.execute("pragma journal_mode=wal");
      statement.execute("pragma synchronous=normal");
      statement.execute("pragma wal_autocheckpoint=" + CHECKPOINT_BYTES / pageBytes);
      connection.setAutoCommit(false);
      if (fresh) create(connection, stamp, schema);
      connection.commit();
    }
  }

  /** Opens a file of ours for reading only. */
  static Connection openToRead(Path file, Stamp stamp) {
    if (!Files.isRegularFile(file))
      throw new BadInput(
          "There is no %s at %s. Check the path.".formatted(stamp.noun, file.toAbsolutePath()));
    try {
      return checked(connect(file, true), file, stamp);
    } catch (SQLException e) {
      if (Files.isWritable(file.toAbsolutePath().getParent())) throw trouble(file, stamp.noun, e);
    }
    try {
      return checked(unchanging(file), file, stamp);
    } catch (SQLException e) {
      throw trouble(file, stamp.noun, e);
    }
  }

  private static Connection checked(Connection connection, Path file, Stamp stamp)
      throws SQLException {
    return orClosed(connection, c -> check(c, file, stamp));
  }

  /** What is done with a new connection before it is used. */
  @FunctionalInterface
  interface Beginning {
    void on(Connection connection) throws SQLException;
  }

  /** The connection, begun; one that cannot be begun is closed. */
  static Connection orClosed(Connection connection, Beginning beginning) throws SQLException {
    try {
      beginning.on(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** SQLite wants to write beside a file it reads, unless nobody can ever change it. */
  private static Connection unchanging(Path file) throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    return config.createConnection("jdbc:sqlite:" + file.toUri() + "?immutable=1");
  }

  private static Connection connect(Path file, boolean readOnly) throws SQLException {
    var config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MS);
    config.setReadOnly(readOnly);
    // Otherwise every insert is followed by a query for the row number it got.
    config.setGetGeneratedKeys(false);
    return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
  }

  /** Two processes may create the same file at once; the second finds it done. */
  private static void create(Connection connection, Stamp stamp, String... schema)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("pragma application_id=" + stamp.application);
      if (!isNew(connection)) return;
      for (var sql : schema) statement.execute(sql);
      statement.execute("pragma user_version=" + stamp.version);
    }
  }

  private static boolean isNew(Connection connection) throws SQLException {
    return number(connection, "select count(*) from sqlite_master") == 0;
  }

  private static void check(Connection connection, Path file, Stamp stamp) throws SQLException {
    if (number(connection, "pragma application_id") != stamp.application)
      throw new BadInput(
          "%s is an SQLite file, but not a %s of Hone. Give another path."
              .formatted(file.toAbsolutePath(), stamp.noun));
    long version = number(connection, "pragma user_version");
    if (version != stamp.version)
      throw new BadInput(
          "The %s %s has version %d, this Hone reads version %d. Use the Hone that wrote it, or start anew elsewhere."
              .formatted(stamp.noun, file.toAbsolutePath(), version, stamp.version));
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** Creates the folders above a file. */
  static void makeRoomFor(Path file) {
    var folder = file.toAbsolutePath().getParent();
    if (folder == null) return;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw Trouble.with(folder, e);
    }
  }

  static BadInput trouble(Path file, String noun, SQLException e) {
    var path = file.toAbsolutePath();
    var code = e instanceof SQLiteException s ? s.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    var sentence =
        switch (primary(code)) {
          case SQLITE_FULL -> Trouble.FULL.formatted(path);
          case SQLITE_READONLY, SQLITE_PERM -> Trouble.READ_ONLY.formatted(path);
          case SQLITE_CANTOPEN ->
              "The %s %s cannot be opened. Check that its directory exists and can be written."
                  .formatted(noun, path);
          case SQLITE_NOTADB, SQLITE_CORRUPT ->
              "%s is not a %s of Hone, or is damaged. Restore it, or start anew elsewhere."
                  .formatted(path, noun);
          case SQLITE_BUSY, SQLITE_LOCKED ->
              "The %s %s has been locked by another process for %d s. End that process and try again."
                  .formatted(noun, path, BUSY_MS / 1000);
          case SQLITE_IOERR ->
              "The %s %s cannot be read or written (%s). Check the disk and its free space."
                  .formatted(noun, path, code);
          default -> "The %s %s failed: %s".formatted(noun, path, e.getMessage());
        };
    return new BadInput(sentence, e);
  }

  private static SQLiteErrorCode primary(SQLiteErrorCode code) {
    return code.code < 0 ? code : SQLiteErrorCode.getErrorCode(code.code & 0xff);
  }
}
