package dev.hone.store;

import dev.hone.core.BadInput;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Answers of a team in a PostgreSQL database. Hone makes its two tables there, and never removes
 * answers by itself.
 *
 * @param url {@code jdbc:postgresql://HOST/DATABASE?user=NAME}, without a password
 * @param password empty when the server wants none
 */
record CacheServer(String url, String password) implements CacheHome {
  static final String PASSWORD = "HONE_CACHE_PASSWORD";
  private static final String SCHEME = "jdbc:postgresql:";
  private static final Pattern SECRET =
      Pattern.compile("password\\s*=|//[^/?]*:[^/?]*@", Pattern.CASE_INSENSITIVE);
  private static final int VERSION = 1;
  private static final long LOCK = 0x486f5265L;
  private static final String[] SCHEMA = {
    "create table hone_cache(version integer not null)",
    "insert into hone_cache(version) values (" + VERSION + ")",
    "create table responses(hash bigint primary key, used integer not null, key text not null, model text not null, body text not null)"
  };

  /**
   * @param environment holds the password, as {@code HONE_CACHE_PASSWORD} or {@code PGPASSWORD}
   * @throws BadInput when the address is none of PostgreSQL, or holds a password
   */
  static CacheServer of(String url, Map<String, String> environment) {
    if (SECRET.matcher(url).find())
      throw new BadInput(
          "The address of the response cache holds a password. Take it out, and set it in the environment as %s."
              .formatted(PASSWORD));
    if (!url.startsWith(SCHEME + "//") || url.length() == SCHEME.length() + 2)
      throw new BadInput(
          "The response cache '%s' is no address of a database. Write %s//HOST/DATABASE?user=NAME."
              .formatted(url, SCHEME));
    var password = environment.getOrDefault(PASSWORD, environment.getOrDefault("PGPASSWORD", ""));
    return new CacheServer(url, password);
  }

  @Override
  public String place() {
    return url;
  }

  @Override
  public Connection write() {
    try {
      return Sqlite.orClosed(
          connect(),
          c -> {
            c.setAutoCommit(false);
            prepare(c);
            c.commit();
          });
    } catch (SQLException e) {
      throw trouble(e);
    }
  }

  @Override
  public Connection read() {
    try {
      return connect();
    } catch (SQLException e) {
      throw trouble(e);
    }
  }

  private Connection connect() throws SQLException {
    var properties = new Properties();
    properties.put("connectTimeout", "10");
    properties.put("socketTimeout", "60");
    properties.put("tcpKeepAlive", "true");
    properties.put("ApplicationName", "hone");
    if (!password.isEmpty()) properties.put("password", password);
    return DriverManager.getConnection(url, properties);
  }

  /** Two processes may come to an empty database at once; the second finds the tables made. */
  private void prepare(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
      if (Sqlite.number(connection, "select count(*) where to_regclass('hone_cache') is not null")
          == 0) {
        for (var sql : SCHEMA) statement.execute(sql);
        return;
      }
    }
    long version = Sqlite.number(connection, "select version from hone_cache");
    if (version != VERSION)
      throw new BadInput(
          "The response cache %s has version %d, this Hone reads version %d. Use the Hone that wrote it, or another database."
              .formatted(url, version, VERSION));
  }

  @Override
  public long bytes(Connection reading) throws SQLException {
    return Sqlite.number(reading, "select pg_total_relation_size('responses')");
  }

  /** Whoever runs the server decides how much it holds. */
  @Override
  public long inUse(Connection writing) {
    return 0;
  }

  @Override
  public void shrink(Connection writing) {}

  @Override
  public BadInput trouble(SQLException e) {
    return new BadInput(
        "The response cache %s cannot be used: %s. Check address, user, and the password in %s."
            .formatted(url, said(e), PASSWORD),
        e);
  }

  private String said(SQLException e) {
    var first = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    var text = first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    return password.isEmpty() ? text : text.replace(password, "***");
  }

  /** Never tells the password. */
  @Override
  public String toString() {
    return url;
  }
}
