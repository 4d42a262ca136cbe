package dev.hone.lmopenai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Json;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BytesTest {
  private static String written(String text) {
    var bytes = new Bytes(3, 1).string(text);
    return new String(bytes.array(), 3, bytes.length() - 3, UTF_8);
  }

  @Property
  void any_text_comes_back_as_it_was(@ForAll String text) {
    var whole = new String(text.getBytes(UTF_8), UTF_8);
    if (whole.equals(text)) assertThat(Json.parse(written(text))).isEqualTo(text);
  }

  @Test
  void escapes_are_the_shortest_and_half_characters_are_replaced() {
    assertThat(written("a\"\\\n\r\t\u0001/ü€🎈")).isEqualTo("\"a\\\"\\\\\\n\\r\\t\\u0001/ü€🎈\"");
    assertThat(written("\ud800x")).isEqualTo("\"\ufffdx\"");
    assertThat(written("x\udc00")).isEqualTo("\"x\ufffd\"");
  }
}
