package dev.hone.store;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.engine.EventLog.Recorded;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the lines of an event log tell a process that goes on with the run. */
final class EventLines {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final List<String> decisions = new ArrayList<>();
  private final Set<String> observations = new HashSet<>();
  private long lastSeq = -1;
  private long activeMs;
  private boolean finished;
  private long goodBytes;
  private int lineNumber;
  private @Nullable BadInput broken;

  private EventLines(Path file) {
    this.file = file;
  }

  /**
   * @param goodBytes where the last whole line ends
   */
  record Read(Recorded recorded, long goodBytes) {}

  /**
   * Reads a log; what cannot be read at its end does not count.
   *
   * @throws BadInput when a line is damaged and good ones follow
   */
  static Read read(Path file) {
    if (!Files.exists(file)) return new Read(Recorded.NOTHING, 0);
    var lines = new EventLines(file);
    try (var in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      for (var line = next(in); line.isPresent(); line = next(in)) lines.take(line.get());
    } catch (IOException e) {
      throw Trouble.with(file, e);
    }
    return new Read(
        new Recorded(
            List.copyOf(lines.decisions),
            Set.copyOf(lines.observations),
            lines.lastSeq,
            Duration.ofMillis(lines.activeMs),
            lines.finished),
        lines.goodBytes);
  }

  /** The next line that ends with a line break; what follows the last one was cut off. */
  static Optional<byte[]> next(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream(512);
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') return Optional.of(line.toByteArray());
      line.write(b);
    }
    return Optional.empty();
  }

  private void take(byte[] bytes) {
    lineNumber++;
    Map<String, Object> event;
    long seq;
    long elapsedMs;
    try {
      event = Json.parseObject(new String(bytes, StandardCharsets.UTF_8));
      seq = number(event, "seq");
      elapsedMs = number(event, "elapsedMs");
    } catch (BadInput e) {
      if (broken == null) broken = e.at("%s, line %d".formatted(file, lineNumber));
      return;
    }
    if (broken != null) throw broken;
    if (seq != lastSeq + 1)
      throw new BadInput(
          "%s, line %d: event %d follows event %d, so something was removed between them. Restore the file, or start a new run."
              .formatted(file, lineNumber, seq, lastSeq));
    lastSeq = seq;
    activeMs = Math.max(activeMs, elapsedMs);
    if (event.get("key") instanceof String key) observations.add(key);
    if (event.get("bodyHash") instanceof String hash) decided(event, hash);
    goodBytes += bytes.length + 1;
  }

  /** A step that occurs again replaces what was decided from there on. */
  private void decided(Map<String, Object> event, String hash) {
    long step = number(event, "step");
    if (step > decisions.size())
      throw new BadInput(
          "%s, line %d: step %d follows step %d. Restore the file, or start a new run."
              .formatted(file, lineNumber, step, decisions.size() - 1));
    while (decisions.size() > step) decisions.removeLast();
    decisions.add(hash);
    finished = "RunFinished".equals(event.get("type"));
  }

  private static long number(Map<String, Object> event, String name) {
    if (event.get(name) instanceof Long n) return n;
    throw new BadInput("'%s' is not a number".formatted(name));
  }
}
