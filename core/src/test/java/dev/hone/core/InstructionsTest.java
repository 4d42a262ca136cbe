package dev.hone.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class InstructionsTest {

  @Test
  void onlyTheOpenPartChanges() {
    var instructions = new Instructions("Never insult.", "Answer.", "Reply in English.");
    var next = instructions.withOpen("Answer briefly.");

    assertThat(next.text()).isEqualTo("Never insult.\n\nAnswer briefly.\n\nReply in English.");
    assertThat(next.before()).isEqualTo(instructions.before());
    assertThat(next.after()).isEqualTo(instructions.after());
    assertThat(new Instructions(" ", "x", "").text()).isEqualTo("x");
    assertThat(Prompt.of(instructions).withInstructions("y").instructions())
        .isEqualTo(instructions.withOpen("y"));
  }

  @Test
  void variablesAreNeitherLostNorInvented() {
    var instructions = Instructions.of("Greet {{name}} from {{ city }}.");

    assertThat(instructions.withOpen("From {{city}}: hello {{name}}!").open()).startsWith("From");
    for (var wrong :
        new String[] {
          "Greet {{name}}.", "{{name}} {{city}} {{age}}", "{{name}} {{name}} {{city}}", "Hello"
        })
      assertThatThrownBy(() -> instructions.withOpen(wrong))
          .as(wrong)
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("[city, name]");
    assertThatThrownBy(() -> Instructions.of("Hello").withOpen("Hello {{you}}"))
        .hasMessageContaining("[you]");
  }

  @Test
  void aTemplateIsFilledInOnePass() {
    var template = Template.of("{{a}} and {{ b }}, not {{a b}} or {c}; {{a}} {{missing}}");

    assertThat(template.variables()).containsExactly("a", "a", "b", "missing");
    assertThat(template.render(Map.of("a", "{{b}}", "b", 2.0)))
        .isEqualTo("{{b}} and 2, not {{a b}} or {c}; {{b}} {{missing}}");
  }

  @Property
  void textWithoutHolesIsKept(@ForAll String text) {
    var plain = text.replace("{{", "{ {");

    assertThat(Template.of(plain).render(Map.of())).isEqualTo(plain);
    assertThat(Template.of(plain).variables()).isEmpty();
  }
}
