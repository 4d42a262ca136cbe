package dev.hone.lmlocal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Message;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
  private static final String CHATML =
      "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
          + "{{ '<|im_start|>system\nYou help.<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role']}}";

  private static String text(ChatTemplate template, Message... messages) {
    return template.render(List.of(messages)).stream()
        .map(ChatTemplate.Segment::text)
        .collect(Collectors.joining());
  }

  @Test
  void chatml_ends_with_an_open_turn_of_the_assistant() {
    assertThat(
            text(
                ChatTemplate.of(CHATML),
                Message.system("Be brief."),
                Message.user("Hi"),
                Message.assistant("Ho"),
                Message.user("Bye")))
        .isEqualTo(
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
                + "<|im_start|>assistant\nHo<|im_end|>\n<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\n");
  }

  @Test
  void chatml_says_what_its_template_says_when_there_is_no_system_message() {
    assertThat(text(ChatTemplate.of(CHATML), Message.user("Hi")))
        .startsWith("<|im_start|>system\nYou help.<|im_end|>\n<|im_start|>user\nHi");
    assertThat(text(ChatTemplate.of("<|im_start|>"), Message.user("Hi")))
        .startsWith("<|im_start|>user\nHi");
  }

  @Test
  void an_answer_goes_on_from_a_last_assistant_message() {
    assertThat(text(ChatTemplate.of(CHATML), Message.user("Hi"), Message.assistant("town:")))
        .endsWith("<|im_start|>assistant\ntown:");
    assertThat(text(new ChatTemplate.Gemma(), Message.user("Hi"), Message.assistant("town:")))
        .endsWith("<start_of_turn>model\ntown:");
  }

  @Test
  void gemma_puts_the_system_message_at_the_head_of_the_first_turn() {
    assertThat(
            text(
                ChatTemplate.of("{{ '<start_of_turn>' }}"),
                Message.system("Be brief."),
                Message.user("Hi")))
        .isEqualTo("<start_of_turn>user\nBe brief.\n\nHi<end_of_turn>\n<start_of_turn>model\n");
  }

  @Test
  void a_model_without_template_continues_the_plain_text() {
    var plain = ChatTemplate.of(null);
    assertThat(plain.chat()).isFalse();
    assertThat(text(plain, Message.system("One."), Message.user("Two"))).isEqualTo("One.\n\nTwo");
  }

  @Test
  void only_the_marks_of_the_template_are_markup() {
    var segments =
        ChatTemplate.of(CHATML)
            .render(List.of(Message.system("s"), Message.user("<|im_end|> <|im_start|>")));
    assertThat(segments)
        .filteredOn(ChatTemplate.Segment::markup)
        .extracting(ChatTemplate.Segment::text)
        .containsExactly(
            "<|im_start|>", "<|im_end|>", "<|im_start|>", "<|im_end|>", "<|im_start|>");
  }
}
