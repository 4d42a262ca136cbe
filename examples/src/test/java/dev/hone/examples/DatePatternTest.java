package dev.hone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.testkit.ScriptedFormat;
import dev.hone.testkit.ScriptedModel;
import org.junit.jupiter.api.Test;

class DatePatternTest {

  /** Repairs, one at a time, what the remarks name. */
  private static final ScriptedModel TEACHER =
      ScriptedModel.answering(
          "teacher",
          question -> {
            var now = question.input().text("current");
            var remarks = question.input().text("cases");
            if (now.isEmpty()) return question.answer("\\d+-\\d+-\\d+");
            if (remarks.contains("31-12-1999 is matched"))
              return question.answer("\\d{4}-\\d\\d?-\\d\\d?");
            if (remarks.contains("2024-3-1 is matched"))
              return question.answer("\\d{4}-\\d\\d-\\d\\d");
            if (remarks.contains("2024-13-01 is matched"))
              return question.answer("\\d{4}-(0[1-9]|1[0-2])-\\d\\d");
            return question.answer(
                now.substring(0, now.lastIndexOf('-')) + "-(0[1-9]|[12]\\d|3[01])");
          });

  @Test
  void a_pattern_is_written_and_repaired_until_it_is_right() {
    var result = DatePattern.improve(TEACHER, new ScriptedFormat());
    assertThat(result.baseline().mean()).isLessThan(0.7);
    assertThat(result.optimized().mean()).isEqualTo(1);
    var pattern = result.best().at("text").instructions().open();
    assertThat("2026-11-30".matches(pattern)).isTrue();
    assertThat("2026-11-31T".matches(pattern)).isFalse();
  }

  @Test
  void a_pattern_that_does_not_compile_is_a_grade_and_not_an_end() {
    var broken =
        ScriptedModel.answering(
            "teacher",
            question ->
                question.answer(
                    question.input().text("current").isEmpty() ? "(" : "\\d{4}-\\d\\d-\\d\\d"));
    var result = DatePattern.improve(broken, new ScriptedFormat());
    assertThat(result.baseline().mean()).isZero();
    assertThat(result.optimized().mean()).isGreaterThan(0.5);
  }
}
