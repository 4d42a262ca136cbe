package dev.hone.store;

import dev.hone.core.BadInput;
import dev.hone.core.Completion;
import dev.hone.core.Json;
import dev.hone.core.Request;
import dev.hone.lm.CacheFolder;
import dev.hone.lm.ResponseCache;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Answers of all runs of one person, in one SQLite file that many processes may use at once, or
 * those of a team, in a PostgreSQL database. What was used longest ago gives way when the file
 * reaches its limit; a server has none.
 *
 * <p>Answers are on disk at most a twentieth of a second after they were put. A cache is a
 * convenience: when it fails, that is logged once and the answer counts as unknown.
 */
public final class SqlCache implements ResponseCache {
  public static final long USUAL_LIMIT = 1L << 30;

  private static final Duration LINGER = Duration.ofMillis(20);
  private static final long FRONT_BYTES =
      Math.clamp(Runtime.getRuntime().maxMemory() / 16, 4L << 20, 64L << 20);
  private static final double KEPT_WHEN_FULL = 0.9;
  private final CacheHome home;
  private final long limit;
  private final Connection reader;
  private final PreparedStatement select;
  private final CacheWriter writer;
  private final GroupCommit<Work> commits;
  private final Front<String, Held> front = new Front<>(FRONT_BYTES, Held::bytes);
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final AtomicBoolean complained = new AtomicBoolean();

  private record Held(Completion completion, long bytes) {}

  /** What the writer is to do. */
  sealed interface Work {
    long hash();

    record Put(long hash, String key, String model, String body) implements Work {}

    /** The answer was used again after a long time. */
    record Touch(long hash) implements Work {}
  }

  /**
   * What a cache holds.
   *
   * @param place the file, or the address of the database
   * @param bytes that the answers take
   * @param limit {@link Long#MAX_VALUE} when there is none
   * @param models number of answers by the model that gave them
   * @param hits of this process
   */
  public record Stats(
      String place,
      long entries,
      long bytes,
      long limit,
      Map<String, Long> models,
      long hits,
      long misses) {}

  /**
   * Where a person's answers are: {@code responses.db} in the {@linkplain CacheFolder cache
   * folder}.
   */
  public static Path usualFile(Map<String, String> environment) {
    return CacheFolder.of(environment).resolve("responses.db");
  }

  /**
   * Opens or creates a cache.
   *
   * @param limit of the file in bytes, at least a megabyte
   * @throws BadInput when the file cannot be used
   */
  public static SqlCache open(Path file, long limit) {
    if (limit < 1 << 20)
      throw new BadInput(
          "A response cache of %d bytes is too small. Give it at least 1048576.".formatted(limit));
    return open(new CacheFile(file), limit);
  }

  /**
   * Opens the cache of a team; its tables are made in a database that has none.
   *
   * @param url {@code jdbc:postgresql://HOST/DATABASE?user=NAME}
   * @param environment holds the password, as {@code HONE_CACHE_PASSWORD} or {@code PGPASSWORD}
   * @throws BadInput when the address holds a password, or the database cannot be used
   */
  public static SqlCache open(String url, Map<String, String> environment) {
    return open(CacheServer.of(url, environment), Long.MAX_VALUE);
  }

  private static SqlCache open(CacheHome home, long limit) {
    try {
      return new SqlCache(home, limit);
    } catch (SQLException e) {
      throw home.trouble(e);
    }
  }

  private SqlCache(CacheHome home, long limit) throws SQLException {
    this.home = home;
    this.limit = limit;
    var writing = home.write();
    try {
      this.writer = new CacheWriter(home, writing, limit, (long) (limit * KEPT_WHEN_FULL));
      this.reader = home.read();
      this.select = reader.prepareStatement("select used, key, body from responses where hash = ?");
    } catch (SQLException | RuntimeException e) {
      writing.close();
      throw e;
    }
    this.commits = new GroupCommit<>("hone-cache", LINGER, this::write);
  }

  @Override
  public Optional<Completion> get(String key) {
    var held = front.get(key);
    var found = held == null ? load(key) : held.completion;
    (found == null ? misses : hits).increment();
    return Optional.ofNullable(found);
  }

  @Override
  public void put(String key, Request request, Completion completion) {
    var body = Json.write(completion.toJson());
    front.put(key, new Held(completion, 200L + key.length() + 2L * body.length()));
    commits.later(new Work.Put(KeyIndex.hash(0, key), key, request.model(), body));
  }

  private @Nullable Completion load(String key) {
    long hash = KeyIndex.hash(0, key);
    String body;
    synchronized (select) {
      try {
        select.setLong(1, hash);
        try (var rows = select.executeQuery()) {
          if (!rows.next() || !rows.getString(2).equals(key)) return null;
          if (rows.getLong(1) < today()) commits.later(new Work.Touch(hash));
          body = rows.getString(3);
        }
      } catch (SQLException e) {
        complain(e);
        return null;
      }
    }
    try {
      var completion = Completion.fromJson(Json.parseObject(body));
      front.put(key, new Held(completion, 200L + key.length() + 2L * body.length()));
      return completion;
    } catch (BadInput e) {
      complain(e);
      return null;
    }
  }

  static long today() {
    return TimeUnit.MILLISECONDS.toDays(Instant.now().toEpochMilli());
  }

  private void write(List<Work> work) {
    try {
      writer.write(work);
    } catch (SQLException e) {
      complain(e);
    }
  }

  private void complain(Exception e) {
    if (complained.compareAndSet(false, true))
      System.getLogger("dev.hone.store")
          .log(
              System.Logger.Level.WARNING,
              "The response cache {0} does not work and is passed over: {1}",
              home.place(),
              e.getMessage());
  }

  /**
   * Counts what is there.
   *
   * @throws BadInput when the file cannot be read
   */
  public Stats stats() {
    var models = new TreeMap<String, Long>();
    synchronized (select) {
      try (var statement = reader.createStatement();
          var rows =
              statement.executeQuery("select model, count(*) from responses group by model")) {
        while (rows.next()) models.put(rows.getString(1), rows.getLong(2));
        long entries = models.values().stream().mapToLong(Long::longValue).sum();
        return new Stats(
            home.place(), entries, home.bytes(reader), limit, models, hits.sum(), misses.sum());
      } catch (SQLException e) {
        throw home.trouble(e);
      }
    }
  }

  /**
   * Forgets everything, for all processes, and gives the space back.
   *
   * @return how many answers were forgotten
   * @throws BadInput when that cannot be written
   */
  public long clear() {
    try (var connection = home.write();
        var statement = connection.createStatement()) {
      int gone = statement.executeUpdate("delete from responses");
      connection.commit();
      home.shrink(connection);
      front.clear();
      return gone;
    } catch (SQLException e) {
      throw home.trouble(e);
    }
  }

  @Override
  public void close() {
    commits.close();
    try (writer;
        reader) {
      select.close();
    } catch (SQLException e) {
      complain(e);
    }
  }
}
