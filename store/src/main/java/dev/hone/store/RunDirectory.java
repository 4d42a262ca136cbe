package dev.hone.store;

import dev.hone.core.BadInput;
import dev.hone.core.ContentId;
import dev.hone.core.Json;
import dev.hone.engine.Books;
import dev.hone.engine.Control;
import dev.hone.engine.EventLog;
import dev.hone.engine.Journal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A run on disk, open for one process: {@code run.json} says what it is, {@code journal} and {@code
 * events.jsonl} what happened, {@code compiled.json} and {@code report.html} what came of it.
 */
public final class RunDirectory implements AutoCloseable {
  private static final String RECORD = "run.json";
  private static final String JOURNAL = "journal";
  static final String EVENTS = "events.jsonl";
  static final String BLOBS = "blobs";
  private static final String COMMANDS = "commands.jsonl";
  private static final int LONGEST_NAME = 40;

  private final Path path;
  private final RunRecord record;
  private final SqliteJournal journal;
  private final FileEventLog events;
  private final CommandLog commands;

  /**
   * A run that is there.
   *
   * @param holder which process works on it now
   * @param compiled whether it has a result
   */
  public record Found(Path path, RunRecord record, Optional<String> holder, boolean compiled) {}

  private RunDirectory(Path path, RunRecord record) {
    this.path = path;
    this.record = record;
    this.journal = SqliteJournal.open(path.resolve(JOURNAL));
    try {
      this.events = FileEventLog.open(path.resolve(EVENTS), path.resolve(BLOBS));
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
    var received =
        events.recorded().observations().stream()
            .filter(k -> k.startsWith("command/"))
            .map(k -> k.substring("command/".length()))
            .collect(Collectors.toSet());
    this.commands = new CommandLog(path.resolve(COMMANDS), received);
  }

  /**
   * Begins a run in a new directory {@code <date>-<task>-<optimizer>-<n>} below {@code base}.
   *
   * @throws BadInput when nothing can be written there
   */
  public static RunDirectory createBelow(Path base, RunRecord record, String engineVersion) {
    var stem =
        "%s-%s-%s-"
            .formatted(
                LocalDate.now(ZoneId.systemDefault()),
                plain(record.task()),
                plain(record.optimizer().name()));
    Sqlite.makeRoomFor(base.resolve(RECORD));
    int n = 1;
    while (true) {
      var path = base.resolve(stem + n);
      try {
        Files.createDirectory(path);
        return begin(path, record, engineVersion);
      } catch (FileAlreadyExistsException e) {
        n++;
      } catch (IOException e) {
        throw Trouble.with(path, e);
      }
    }
  }

  /**
   * Begins a run in this directory, which is created, or is empty, or holds no more than a run that
   * was killed before it had begun.
   *
   * @throws BadInput when something is in the directory, or it cannot be written
   */
  public static RunDirectory create(Path path, RunRecord record, String engineVersion) {
    requireNew(path);
    Sqlite.makeRoomFor(path.resolve(RECORD));
    return begin(path, record, engineVersion);
  }

  /**
   * Checks that a run may begin in this directory; creates nothing.
   *
   * @throws BadInput when something is in the directory, or it is a file
   */
  public static void requireNew(Path path) {
    if (Files.exists(path.resolve(RECORD)))
      throw new BadInput(
          "%s already holds a run. Continue it with --resume %s, or give another directory."
              .formatted(path, path));
    if (!Files.exists(path)) return;
    try (var inside = Files.list(path)) {
      if (!inside.allMatch(RunDirectory::isOfNoRunYet))
        throw new BadInput(
            "%s is not empty and not a run. Give a new or empty directory.".formatted(path));
    } catch (IOException e) {
      throw Trouble.with(path, e);
    }
  }

  /** Whether a file is among those that stand, empty, before {@code run.json} does. */
  private static boolean isOfNoRunYet(Path file) {
    var name = file.getFileName().toString();
    return name.startsWith(JOURNAL) || name.equals(EVENTS) && file.toFile().length() == 0;
  }

  private static RunDirectory begin(Path path, RunRecord record, String engineVersion) {
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var id =
        ContentId.of(
            Host.name() + ProcessHandle.current().pid() + now + path.toAbsolutePath().normalize());
    var started = record.started(id, engineVersion, now);
    var directory = new RunDirectory(path, started);
    try {
      AtomicFile.write(path.resolve(RECORD), Json.pretty(started.toJson()));
      return directory;
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /**
   * Opens a run to go on with it.
   *
   * @param now what is asked for this time
   * @throws BadInput when it is not a run, is in use, or {@code now} is a different one, saying
   *     exactly in what
   */
  public static RunDirectory resume(Path path, RunRecord now) {
    var record = recordOf(path);
    var differences = record.differences(now);
    if (!differences.isEmpty())
      throw new BadInput(
          "%s cannot go on, because this is not the same run: %s. Change it back, or start a new run."
              .formatted(path, String.join("; ", differences)));
    return new RunDirectory(path, record);
  }

  /** Opens a run to go on with it, trusting that it is the right one. */
  public static RunDirectory open(Path path) {
    return new RunDirectory(path, recordOf(path));
  }

  /**
   * What a run is, without opening it.
   *
   * @throws BadInput when it is not a run, or one of another version
   */
  public static RunRecord recordOf(Path path) {
    var file = path.resolve(RECORD);
    if (!Files.isRegularFile(file))
      throw new BadInput(
          "%s is not a run: there is no %s in it. Give the directory that hone optimize has printed."
              .formatted(path, RECORD));
    try {
      return RunRecord.fromJson(Json.parseObject(Files.readString(file)));
    } catch (BadInput e) {
      throw e.at(file.toString());
    } catch (IOException e) {
      throw new BadInput("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** The runs directly below a directory, oldest first; what is no run is passed over. */
  public static List<Found> list(Path base) {
    if (!Files.isDirectory(base)) return List.of();
    var found = new ArrayList<Found>();
    try (var inside = Files.list(base)) {
      for (var path : inside.filter(p -> Files.isRegularFile(p.resolve(RECORD))).toList())
        add(path, found);
    } catch (IOException e) {
      throw new BadInput("%s cannot be read: %s".formatted(base, e.getMessage()), e);
    }
    found.sort(Comparator.comparing((Found f) -> f.record.startedAt()).thenComparing(Found::path));
    return List.copyOf(found);
  }

  private static void add(Path path, List<Found> found) {
    try {
      found.add(
          new Found(
              path,
              recordOf(path),
              Lease.holder(SqliteJournal.leaseOf(path.resolve(JOURNAL))),
              Files.exists(path.resolve("compiled.json"))));
    } catch (BadInput e) {
      System.getLogger("dev.hone.store")
          .log(System.Logger.Level.DEBUG, "Passed over: {0}", e.getMessage());
    }
  }

  /** Commands a run, which may be working in another process. */
  public static Control.Command send(
      Path path, String type, Map<String, String> args, String actor) {
    recordOf(path);
    return CommandLog.send(path.resolve(COMMANDS), type, args, actor);
  }

  public Path path() {
    return path;
  }

  public RunRecord record() {
    return record;
  }

  public Journal journal() {
    return journal;
  }

  public EventLog events() {
    return events;
  }

  public Control control() {
    return commands;
  }

  /** Everything a run writes, in this directory. */
  public Books books() {
    return new Books(record.run(), record.digest(), journal, events, List.of());
  }

  public Path compiled() {
    return path.resolve("compiled.json");
  }

  public Path report() {
    return path.resolve("report.html");
  }

  /** Letters and digits of a name, in lower case, with dashes between. */
  private static String plain(String name) {
    var plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    if (plain.isEmpty()) return "task";
    return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
  }

  /** Writes what is pending and lets others in. */
  @Override
  public void close() {
    try (journal) {
      events.close();
    }
  }
}
