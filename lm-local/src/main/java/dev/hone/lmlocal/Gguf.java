package dev.hone.lmlocal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of a GGUF model file: where its settings end, and which tensors follow. Reads version 2
 * and 3 files, which are little-endian.
 */
final class Gguf {
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final int MAGIC = 0x46554747;

  private static final int STRING = 8;
  private static final int ARRAY = 9;
  private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, -1, -1, 8, 8, 8};

  /**
   * @param type the number of the encoding in the file format
   * @param offset from the start of the data
   */
  record Tensor(String name, List<Long> shape, int type, long offset) {
    long weights() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }
  }

  private final MemorySegment file;
  private final long settings;
  private final long settingsEnd;
  private final List<Tensor> tensors;
  private final long data;
  private final int alignment;
  private final long encodingAt;

  private Gguf(MemorySegment file) {
    this.file = file;
    if (file.byteSize() < 24
        || file.get(INT, 0) != MAGIC
        || file.get(INT, 4) < 2
        || file.get(INT, 4) > 3) {
      throw new LocalModelException("not a GGUF file of version 2 or 3");
    }
    var cursor = new Cursor(24);
    this.settings = 24;
    var count = file.get(LONG, 16);
    var align = 32;
    var encoding = -1L;
    for (var i = 0L; i < count; i++) {
      var key = cursor.text();
      var type = (int) cursor.number(4);
      if (key.equals("general.alignment")) {
        align = file.get(INT, cursor.at);
      }
      if (key.equals("general.file_type")) {
        encoding = cursor.at;
      }
      cursor.skip(type);
    }
    this.settingsEnd = cursor.at;
    this.alignment = align;
    this.encodingAt = encoding;
    this.tensors = new ArrayList<>();
    for (var i = 0L; i < file.get(LONG, 8); i++) {
      var name = cursor.text();
      var shape = new ArrayList<Long>();
      var dimensions = cursor.number(4);
      for (var d = 0; d < dimensions; d++) {
        shape.add(cursor.number(8));
      }
      tensors.add(new Tensor(name, List.copyOf(shape), (int) cursor.number(4), cursor.number(8)));
    }
    this.data = aligned(cursor.at);
  }

  /**
   * @throws LocalModelException when the bytes are no such file
   */
  static Gguf of(MemorySegment file) {
    try {
      return new Gguf(file);
    } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
      throw new LocalModelException("a damaged GGUF file: its head goes on beyond its end", e);
    }
  }

  /** Maps a file for reading. */
  static MemorySegment map(Path file, Arena arena) throws IOException {
    try (var channel = FileChannel.open(file)) {
      return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
    }
  }

  List<Tensor> tensors() {
    return tensors;
  }

  /** The key-value settings, without the counts before them. */
  MemorySegment settings() {
    return file.asSlice(settings, settingsEnd - settings);
  }

  /**
   * Where in {@link #settings()} the number of the file's main encoding is, or a negative number.
   */
  long encodingInSettings() {
    return encodingAt < 0 ? -1 : encodingAt - settings;
  }

  int version() {
    return file.get(INT, 4);
  }

  long settingsCount() {
    return file.get(LONG, 16);
  }

  /** The stored bytes of a tensor of {@code size} bytes. */
  MemorySegment bytes(Tensor tensor, long size) {
    return file.asSlice(data + tensor.offset(), size);
  }

  /** Bytes from a tensor's start to the next one's, or to the end of the file. */
  long room(Tensor tensor) {
    var next =
        tensors.stream().mapToLong(Tensor::offset).filter(offset -> offset > tensor.offset()).min();
    return next.orElse(file.byteSize() - data) - tensor.offset();
  }

  /** The next position at which a tensor may start. */
  long aligned(long position) {
    return (position + alignment - 1) / alignment * alignment;
  }

  private final class Cursor {
    private long at;

    Cursor(long at) {
      this.at = at;
    }

    long number(int size) {
      var value = size == 4 ? file.get(INT, at) : file.get(LONG, at);
      at += size;
      return value;
    }

    String text() {
      var length = number(8);
      var text =
          new String(
              file.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
      at += length;
      return text;
    }

    void skip(int type) {
      if (type == STRING) {
        at += 8 + file.get(LONG, at);
      } else if (type == ARRAY) {
        var of = (int) number(4);
        var count = number(8);
        if (of == STRING || of == ARRAY) {
          for (var i = 0L; i < count; i++) {
            skip(of);
          }
        } else {
          at += count * SIZES[of];
        }
      } else {
        at += SIZES[type];
      }
    }
  }
}
