package dev.hone.lmlocal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a model again with its Q4_1 weights as Q8_0: the same values but for a rounding of one
 * part in 254 of a block's largest, half as large again, and faster to compute with. All else is
 * copied as it is. The same input gives the same bytes.
 */
final class Reencoding {
  private static final int Q4_1 = 3;
  private static final int Q8_0 = 8;
  private static final int MOSTLY_Q8_0 = 7;
  private static final int BLOCK = 32;
  private static final int FROM_BYTES = 20;
  private static final int TO_BYTES = 34;
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Reencoding() {}

  /**
   * @throws LocalModelException when {@code from} is no GGUF file
   */
  static void write(Path from, Path to) throws IOException {
    try (var arena = Arena.ofConfined();
        var out =
            FileChannel.open(
                to,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      var source = Gguf.of(Gguf.map(from, arena));
      writeHead(source, out, arena);
      for (var tensor : source.tensors()) {
        pad(source, out);
        if (tensor.type() == Q4_1) {
          var bytes = source.bytes(tensor, tensor.weights() / BLOCK * FROM_BYTES);
          writeAll(out, convert(bytes).asByteBuffer());
        } else {
          copy(source.bytes(tensor, source.room(tensor)), out);
        }
      }
      out.force(true);
    }
  }

  private static void writeHead(Gguf source, FileChannel out, Arena arena) throws IOException {
    var head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(Gguf.MAGIC)
        .putInt(source.version())
        .putLong(source.tensors().size())
        .putLong(source.settingsCount());
    writeAll(out, head.flip());
    var settings = arena.allocate(source.settings().byteSize()).copyFrom(source.settings());
    if (source.encodingInSettings() >= 0) {
      settings.set(Gguf.INT, source.encodingInSettings(), MOSTLY_Q8_0);
    }
    writeAll(out, settings.asByteBuffer());
    var offset = 0L;
    for (var tensor : source.tensors()) {
      var name = tensor.name().getBytes(StandardCharsets.UTF_8);
      var entry =
          ByteBuffer.allocate(8 + name.length + 4 + 8 * tensor.shape().size() + 12)
              .order(ByteOrder.LITTLE_ENDIAN);
      entry.putLong(name.length).put(name).putInt(tensor.shape().size());
      tensor.shape().forEach(entry::putLong);
      entry.putInt(tensor.type() == Q4_1 ? Q8_0 : tensor.type()).putLong(offset);
      writeAll(out, entry.flip());
      var size = tensor.type() == Q4_1 ? tensor.weights() / BLOCK * TO_BYTES : source.room(tensor);
      offset = source.aligned(offset + size);
    }
  }

  /** Fills up to the next place where a tensor may start. */
  private static void pad(Gguf source, FileChannel out) throws IOException {
    var missing = source.aligned(out.position()) - out.position();
    writeAll(out, ByteBuffer.allocate((int) missing));
  }

  private static void copy(MemorySegment bytes, FileChannel out) throws IOException {
    var step = 1L << 26;
    for (var at = 0L; at < bytes.byteSize(); at += step) {
      writeAll(out, bytes.asSlice(at, Math.min(step, bytes.byteSize() - at)).asByteBuffer());
    }
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /**
   * Blocks of 32 weights: from a scale, a minimum and four bits each, to a scale and eight bits
   * each.
   */
  static MemorySegment convert(MemorySegment from) {
    var blocks = from.byteSize() / FROM_BYTES;
    var to = MemorySegment.ofArray(new byte[Math.toIntExact(blocks * TO_BYTES)]);
    var weights = new float[BLOCK];
    for (var block = 0L; block < blocks; block++) {
      var read = block * FROM_BYTES;
      var scale = Float.float16ToFloat(from.get(HALF, read));
      var minimum = Float.float16ToFloat(from.get(HALF, read + 2));
      for (var i = 0; i < BLOCK / 2; i++) {
        var pair = from.get(JAVA_BYTE, read + 4 + i);
        weights[i] = scale * (pair & 0xf) + minimum;
        weights[i + BLOCK / 2] = scale * ((pair >> 4) & 0xf) + minimum;
      }
      encode(weights, to, block * TO_BYTES);
    }
    return to;
  }

  private static void encode(float[] weights, MemorySegment to, long at) {
    var largest = 0f;
    for (var weight : weights) {
      largest = Math.max(largest, Math.abs(weight));
    }
    var scale = largest / 127;
    to.set(HALF, at, Float.floatToFloat16(scale));
    for (var i = 0; i < BLOCK; i++) {
      to.set(JAVA_BYTE, at + 2 + i, (byte) (scale == 0 ? 0 : Math.round(weights[i] / scale)));
    }
  }
}
