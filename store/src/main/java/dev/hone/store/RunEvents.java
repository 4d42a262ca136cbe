package dev.hone.store;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Reads what a run recorded, also while it is still at work. */
public final class RunEvents {
  private RunEvents() {}

  /**
   * An event as recorded.
   *
   * @param type the simple name of its {@link dev.hone.engine.Event} record
   * @param envelope {@code v, run, seq, type, kind, step, at, elapsedMs, process, late, bodyHash,
   *     key, spent}
   * @param body its own fields
   */
  public record Recorded(String type, Map<String, Object> envelope, Map<String, Object> body) {

    /** One of the totals spent when it happened. */
    public Object spent(String what) {
      return Json.object(envelope.get("spent")).getOrDefault(what, 0L);
    }
  }

  /**
   * Gives every whole event of a run, in order, long bodies included.
   *
   * @throws BadInput when the run has no log, or something in it cannot be read
   */
  public static void each(Path run, Consumer<Recorded> consumer) {
    var file = run.resolve(RunDirectory.EVENTS);
    if (!Files.isRegularFile(file))
      throw new BadInput(
          "%s has no events: there is no %s in it.".formatted(run, file.getFileName()));
    int number = 0;
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      for (var line = EventLines.next(in); line.isPresent(); line = EventLines.next(in)) {
        number++;
        consumer.accept(event(run, new String(line.get(), StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw new BadInput("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    } catch (BadInput e) {
      throw e.at("%s, line %d".formatted(file, number));
    }
  }

  private static Recorded event(Path run, String line) throws IOException {
    var envelope = Json.parseObject(line);
    var body =
        envelope.get("blob") instanceof String hash
            ? Json.parseObject(
                Files.readString(FileEventLog.blob(run.resolve(RunDirectory.BLOBS), hash)))
            : Json.object(envelope.getOrDefault("body", Map.of()));
    return new Recorded(String.valueOf(envelope.get("type")), envelope, body);
  }
}
