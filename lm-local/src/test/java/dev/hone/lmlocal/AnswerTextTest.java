package dev.hone.lmlocal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AnswerTextTest {

  @Test
  void ends_exactly_before_a_stop_string_that_spans_pieces() {
    var text = new AnswerText(List.of("\n\nnote"));
    assertThat(text.append("Leeds\n".getBytes(UTF_8))).isFalse();
    assertThat(text.append("\nno".getBytes(UTF_8))).isFalse();
    assertThat(text.append("te: next".getBytes(UTF_8))).isTrue();
    assertThat(text.toText()).isEqualTo("Leeds");
    assertThat(text.tokens()).isEqualTo(1);
  }

  @Test
  void the_first_of_several_stop_strings_counts() {
    var text = new AnswerText(List.of("b", "abc", ""));
    assertThat(text.append("xxabc".getBytes(UTF_8))).isTrue();
    assertThat(text.toText()).isEqualTo("xx");
  }

  @Test
  void a_character_that_is_not_whole_is_left_out() {
    var bytes = "naïve €".getBytes(UTF_8);
    var text = new AnswerText(List.of());
    text.append(Arrays.copyOf(bytes, bytes.length - 1));
    assertThat(text.toText()).isEqualTo("naïve ");
    text.append(Arrays.copyOfRange(bytes, bytes.length - 1, bytes.length));
    assertThat(text.toText()).isEqualTo("naïve €");
  }

  @Property
  void where_the_pieces_are_cut_changes_nothing(
      @ForAll String content, @ForAll @IntRange(min = 1, max = 5) int size) {
    var whole = content.replace("END", "") + "END" + content;
    var bytes = whole.getBytes(UTF_8);
    var text = new AnswerText(List.of("END"));
    var stopped = false;
    for (var at = 0; at < bytes.length && !stopped; at += size)
      stopped = text.append(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
    assertThat(stopped).isTrue();
    var expected = new String(bytes, UTF_8);
    assertThat(text.toText()).isEqualTo(expected.substring(0, expected.indexOf("END")));
  }
}
