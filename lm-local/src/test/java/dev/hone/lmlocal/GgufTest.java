package dev.hone.lmlocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufTest {
  private static final int BLOCKS = 3;
  @TempDir Path folder;

  private static void text(ByteBuffer out, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    out.putLong(bytes.length).put(bytes);
  }

  /** A file with settings of several types, one tensor of plain numbers and one in Q4_1. */
  private static byte[] file() {
    var out = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(Gguf.MAGIC).putInt(3).putLong(2).putLong(4);
    text(out, "general.architecture");
    out.putInt(8);
    text(out, "llama");
    text(out, "general.file_type");
    out.putInt(4).putInt(3);
    text(out, "tokens");
    out.putInt(9).putInt(8).putLong(2);
    text(out, "a");
    text(out, "bc");
    text(out, "numbers");
    out.putInt(9).putInt(6).putLong(2).putFloat(1).putFloat(2);
    text(out, "plain");
    out.putInt(1).putLong(5).putInt(0).putLong(0);
    text(out, "packed");
    out.putInt(2).putLong(32).putLong(BLOCKS).putInt(3).putLong(32);
    out.position((out.position() + 31) / 32 * 32);
    for (var i = 0; i < 5; i++) out.putFloat(i);
    out.position(out.position() + 12);
    var random = new Random(5);
    for (var block = 0; block < BLOCKS; block++) {
      out.putShort(Float.floatToFloat16(0.25f)).putShort(Float.floatToFloat16(-2f));
      var bytes = new byte[16];
      random.nextBytes(bytes);
      out.put(bytes);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  @Test
  void reencoding_keeps_everything_but_the_packed_weights_which_stay_close() throws IOException {
    var from = Files.write(folder.resolve("from"), file());
    var to = folder.resolve("to");
    Reencoding.write(from, to);
    try (var arena = Arena.ofConfined()) {
      var before = Gguf.of(Gguf.map(from, arena));
      var after = Gguf.of(Gguf.map(to, arena));
      assertThat(after.tensors()).extracting(Gguf.Tensor::type).containsExactly(0, 8);
      assertThat(after.tensors()).extracting(Gguf.Tensor::name).containsExactly("plain", "packed");
      assertThat(after.settings().byteSize()).isEqualTo(before.settings().byteSize());
      assertThat(after.settings().get(Gguf.INT, after.encodingInSettings())).isEqualTo(7);
      assertThat(
              after
                  .bytes(after.tensors().getFirst(), 20)
                  .mismatch(before.bytes(before.tensors().getFirst(), 20)))
          .isEqualTo(-1);
      var old = before.bytes(before.tensors().getLast(), BLOCKS * 20L);
      var now = after.bytes(after.tensors().getLast(), BLOCKS * 34L);
      for (var weight = 0; weight < BLOCKS * 32; weight++)
        assertThat(eightBits(now, weight)).isCloseTo(fourBits(old, weight), within(0.01f));
    }
  }

  private static float fourBits(MemorySegment bytes, int weight) {
    var block =
        bytes.asSlice(weight / 32 * 20L, 20).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    var pair = block[4 + weight % 16];
    return 0.25f * (weight % 32 < 16 ? pair & 0xf : (pair >> 4) & 0xf) - 2;
  }

  private static float eightBits(MemorySegment bytes, int weight) {
    var block =
        bytes.asSlice(weight / 32 * 34L, 34).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    var scale = Float.float16ToFloat((short) ((block[0] & 0xff) | (block[1] << 8)));
    return scale * block[2 + weight % 32];
  }

  @Test
  void the_same_input_gives_the_same_bytes() throws IOException {
    var from = Files.write(folder.resolve("from"), file());
    Reencoding.write(from, folder.resolve("one"));
    Reencoding.write(from, folder.resolve("two"));
    assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("two"));
  }

  @Test
  void a_damaged_file_is_refused() {
    assertThatThrownBy(() -> Gguf.of(MemorySegment.ofArray(new byte[100])))
        .isInstanceOf(LocalModelException.class);
    var cut = Arrays.copyOf(file(), 80);
    assertThatThrownBy(() -> Gguf.of(MemorySegment.ofArray(cut)))
        .isInstanceOf(LocalModelException.class)
        .hasMessageContaining("damaged");
  }
}
