package dev.hone.lmopenai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The data of server-sent events, one after the other, up to {@code [DONE]} or the end. */
final class EventStream {
  private static final int LONGEST = 1 << 24;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 13];
  private int from;
  private int to;
  private boolean done;

  EventStream(InputStream in) {
    this.in = in;
  }

  /** Whether the server said that this was all. */
  boolean done() {
    return done;
  }

  /**
   * The next event's data; empty at the end. A server that ignores the wish to stream sends one
   * whole JSON object, which counts as one event.
   */
  Optional<String> next() throws IOException {
    var data = new StringBuilder();
    for (var line = line(); line.isPresent(); line = line()) {
      var text = line.get();
      if (text.isEmpty()) {
        if (!data.isEmpty()) return event(data);
      } else if (text.startsWith("data:")) {
        if (!data.isEmpty()) data.append('\n');
        data.append(text, text.startsWith("data: ") ? 6 : 5, text.length());
      } else if (text.startsWith("{")) {
        for (var rest = line; rest.isPresent(); rest = line()) data.append(rest.get()).append('\n');
        return event(data);
      }
    }
    return data.isEmpty() ? Optional.empty() : event(data);
  }

  private Optional<String> event(StringBuilder data) {
    if (!data.toString().strip().equals("[DONE]")) return Optional.of(data.toString());
    done = true;
    return Optional.empty();
  }

  private Optional<String> line() throws IOException {
    var start = new ByteArrayOutputStream();
    while (true) {
      for (int i = from; i < to; i++)
        if (buffer[i] == '\n') {
          start.write(buffer, from, i - from);
          from = i + 1;
          var text = start.toString(UTF_8);
          return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        }
      start.write(buffer, from, to - from);
      if (start.size() > LONGEST) throw new IOException("an event is longer than 16 MiB");
      from = 0;
      to = Math.max(0, in.read(buffer, 0, buffer.length));
      if (to == 0) return start.size() == 0 ? Optional.empty() : Optional.of(start.toString(UTF_8));
    }
  }
}
