package dev.hone.store;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.engine.Control;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Steering from other processes: a file of lines in the run directory to which anyone may append a
 * command, and which the run looks at. A command that an earlier process of the run has taken is
 * not given again.
 */
public final class CommandLog implements Control {
  private static final Set<String> TYPES = Set.of("stop", "pause", "resume", "extend");

  private final Path file;
  private final Set<String> taken;
  private long position;

  /**
   * @param taken ids of commands that were taken before
   */
  CommandLog(Path file, Set<String> taken) {
    this.file = file;
    this.taken = new HashSet<>(taken);
  }

  /**
   * Appends a command.
   *
   * @param actor who commands, for the record
   * @return the command with its new id
   * @throws BadInput when the type is unknown or the file cannot be written
   */
  public static Command send(Path file, String type, Map<String, String> args, String actor) {
    if (!TYPES.contains(type))
      throw new BadInput(
          "There is no command '%s'. Use stop, pause, resume or extend.".formatted(type));
    var command = new Command(UUID.randomUUID().toString(), type, Map.copyOf(args));
    var map = new LinkedHashMap<String, Object>();
    map.put("id", command.id());
    map.put("at", Instant.now().truncatedTo(ChronoUnit.MILLIS));
    map.put("actor", actor);
    map.put("type", type);
    map.put("args", command.args());
    var line = ByteBuffer.wrap((Json.write(map) + "\n").getBytes(StandardCharsets.UTF_8));
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (line.hasRemaining()) channel.write(line);
      return command;
    } catch (IOException e) {
      throw Trouble.with(file, e);
    }
  }

  @Override
  public synchronized List<Command> poll() {
    try {
      if (!Files.exists(file) || Files.size(file) <= position) return List.of();
      var commands = new ArrayList<Command>();
      try (var in = Files.newInputStream(file)) {
        in.skipNBytes(position);
        for (var line = EventLines.next(in); line.isPresent(); line = EventLines.next(in)) {
          position += line.get().length + 1;
          read(new String(line.get(), StandardCharsets.UTF_8), commands);
        }
      }
      return commands;
    } catch (IOException e) {
      log("The command log cannot be read: {0}", e);
      return List.of();
    }
  }

  private void read(String line, List<Command> commands) {
    try {
      var map = Json.parseObject(line);
      var args = new LinkedHashMap<String, String>();
      if (map.get("args") instanceof Map<?, ?> given)
        given.forEach((k, v) -> args.put(String.valueOf(k), String.valueOf(v)));
      var id = String.valueOf(map.get("id"));
      if (taken.add(id)) commands.add(new Command(id, String.valueOf(map.get("type")), args));
    } catch (BadInput e) {
      log("A line of the command log is passed over: {0}", e);
    }
  }

  private static void log(String sentence, Exception e) {
    System.getLogger("dev.hone.store").log(System.Logger.Level.WARNING, sentence, e.getMessage());
  }
}
