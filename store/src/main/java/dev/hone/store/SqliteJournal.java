package dev.hone.store;

import dev.hone.core.BadInput;
import dev.hone.engine.Journal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A journal in one SQLite file, for one process at a time. A write returns when its batch is
 * committed; it survives the end of the process, and the loss of power from the next checkpoint on.
 * Entries are only ever appended; a small index in memory leads from key to row.
 *
 * <p>When a write fails, for example because the disk is full, every later write fails the same
 * way, and what was written before stays whole.
 */
public final class SqliteJournal implements Journal {
  static final Sqlite.Stamp STAMP = new Sqlite.Stamp(0x486f4a6f, 1, "journal");
  private static final int PAGE = 8192;
  private static final int[] ROWS_AT_ONCE = {64, 8, 1};
  private static final String SCHEMA =
      "create table entries(id integer primary key, kind integer not null, key text not null, body text not null)";

  private final Path file;
  private final Lease lease;
  private final Connection writer;
  private final List<PreparedStatement> inserts = new ArrayList<>();
  private final JournalReader reader;
  private final GroupCommit<Entry> commits;
  private long lastRow;

  record Entry(Kind kind, String key, String body) {
    long bytes() {
      return 120L + key.length() + body.length();
    }
  }

  /**
   * Opens or creates a journal.
   *
   * @throws BadInput when another process uses it, or the file cannot be used
   */
  public static SqliteJournal open(Path file) {
    return open(file, Long.MAX_VALUE);
  }

  static SqliteJournal open(Path file, long mostPages) {
    var lease = Lease.take(leaseOf(file), "journal in");
    try {
      return new SqliteJournal(file, lease, mostPages);
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    } catch (SQLException e) {
      lease.close();
      throw Sqlite.trouble(file, STAMP.noun(), e);
    }
  }

  static Path leaseOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".lease");
  }

  private SqliteJournal(Path file, Lease lease, long mostPages) throws SQLException {
    this.file = file;
    this.lease = lease;
    this.writer = Sqlite.open(file, STAMP, PAGE, SCHEMA);
    try {
      if (mostPages < Long.MAX_VALUE) Sqlite.number(writer, "pragma max_page_count=" + mostPages);
      for (int rows : ROWS_AT_ONCE) inserts.add(insert(rows));
      this.reader = new JournalReader(file);
      this.lastRow = reader.lastRow();
    } catch (SQLException | RuntimeException e) {
      writer.close();
      throw e;
    }
    this.commits = new GroupCommit<>("hone-journal", Duration.ZERO, this::commit);
  }

  private PreparedStatement insert(int rows) throws SQLException {
    return writer.prepareStatement(
        "insert into entries(kind, key, body) values (?,?,?)" + ",(?,?,?)".repeat(rows - 1));
  }

  @Override
  public Optional<String> read(Kind kind, String key) {
    return Optional.ofNullable(reader.body(kind, key));
  }

  @Override
  public void write(Kind kind, String key, String body) {
    commits.now(new Entry(kind, key, body));
  }

  @Override
  public void later(Kind kind, String key, String body) {
    commits.later(new Entry(kind, key, body));
  }

  @Override
  public void settle() {
    commits.settle();
  }

  /** Number of entries. */
  public long size() {
    return reader.size();
  }

  private void commit(List<Entry> batch) {
    try {
      var fresh = unknown(batch);
      if (fresh.isEmpty()) return;
      insert(fresh);
      writer.commit();
      for (var entry : fresh) reader.added(++lastRow, entry);
    } catch (SQLException e) {
      rollBack();
      throw Sqlite.trouble(file, STAMP.noun(), e);
    }
  }

  private List<Entry> unknown(List<Entry> batch) {
    if (batch.size() == 1) return reader.knows(batch.getFirst()) ? List.of() : batch;
    var fresh = new ArrayList<Entry>(batch.size());
    var hashes = new HashSet<Long>();
    for (var entry : batch) {
      boolean first =
          hashes.add(KeyIndex.hash(JournalReader.code(entry.kind), entry.key))
              || !twin(fresh, entry);
      if (first && !reader.knows(entry)) fresh.add(entry);
    }
    return fresh;
  }

  private static boolean twin(List<Entry> earlier, Entry entry) {
    return earlier.stream().anyMatch(e -> e.kind == entry.kind && e.key.equals(entry.key));
  }

  private void insert(List<Entry> entries) throws SQLException {
    int at = 0;
    for (int i = 0; i < ROWS_AT_ONCE.length; i++) {
      var statement = inserts.get(i);
      for (; entries.size() - at >= ROWS_AT_ONCE[i]; at += ROWS_AT_ONCE[i]) {
        int parameter = 1;
        for (var entry : entries.subList(at, at + ROWS_AT_ONCE[i])) {
          statement.setInt(parameter++, JournalReader.code(entry.kind));
          statement.setString(parameter++, entry.key);
          statement.setString(parameter++, entry.body);
        }
        statement.executeUpdate();
      }
    }
  }

  private void rollBack() {
    try {
      writer.rollback();
    } catch (SQLException e) {
      System.getLogger("dev.hone.store")
          .log(System.Logger.Level.DEBUG, "Nothing to roll back: {0}", e.toString());
    }
  }

  @Override
  public void close() {
    commits.close();
    try (lease;
        writer;
        reader) {
      for (var insert : inserts) insert.close();
    } catch (SQLException e) {
      throw Sqlite.trouble(file, STAMP.noun(), e);
    }
  }
}
