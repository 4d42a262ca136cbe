package dev.hone.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hone.core.BadInput;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;

/** Strict UTF-8: what is not UTF-8 is found and named, never replaced. */
final class Utf8 {
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private Utf8() {}

  static BufferedReader open(Path path) throws IOException {
    var decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var reader = new BufferedReader(new InputStreamReader(Files.newInputStream(path), decoder));
    try {
      reader.mark(1);
      if (reader.read() != BYTE_ORDER_MARK) reader.reset();
      return reader;
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  /** Reads the file again to find the first line that is not UTF-8. */
  static BadInput complaint(Path path) {
    long number = 1;
    try (var bytes = new BufferedInputStream(Files.newInputStream(path))) {
      var line = new ByteArrayOutputStream();
      for (int b = bytes.read(); b >= 0; b = bytes.read()) {
        line.write(b);
        if (b != '\n') continue;
        if (wrongAt(line.toByteArray()) >= 0) break;
        line.reset();
        number++;
      }
      return complaint(path, number, wrongAt(line.toByteArray()));
    } catch (IOException e) {
      return complaint(path, number, 0);
    }
  }

  private static BadInput complaint(Path path, long line, int at) {
    return new BadInput(
        "%s, line %d, byte %d: not UTF-8. Save the file as UTF-8, for example with: iconv -f %s -t UTF-8 %s"
            .formatted(path, line, at + 1, likely(path), path.getFileName()));
  }

  /** Files that spreadsheets save as "Unicode" begin with a mark of two bytes. */
  private static String likely(Path path) {
    try (var bytes = Files.newInputStream(path)) {
      int mark = bytes.read() << 8 | bytes.read();
      return mark == 0xFFFE || mark == BYTE_ORDER_MARK ? "UTF-16" : "LATIN1";
    } catch (IOException e) {
      return "LATIN1";
    }
  }

  private static int wrongAt(byte[] line) {
    var in = ByteBuffer.wrap(line);
    var result = UTF_8.newDecoder().decode(in, CharBuffer.allocate(line.length + 1), true);
    return result.isError() ? in.position() : -1;
  }
}
