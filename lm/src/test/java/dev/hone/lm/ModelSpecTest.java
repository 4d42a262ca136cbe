package dev.hone.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSpecTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai/gpt-5-mini",
        "openai/org/model@http://127.0.0.1:8000/v1",
        "openai/any@https://host/v1?api-version=2026-01-01",
        "local/smollm2-135m-instruct"
      })
  void a_specification_is_its_own_text(String text) {
    assertThat(ModelSpec.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpt", "/gpt", "openai/", "@http://x"})
  void what_names_no_provider_or_model_is_refused(String text) {
    assertThatThrownBy(() -> ModelSpec.parse(text))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("provider/model");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai/any@http://user:canary4711@host/v1",
        "openai/any@https://canary4711@host/v1",
        "openai/any@https://host/v1?api-key=canary4711",
        "openai/any@https://host/v1?v=1&access_token=canary4711"
      })
  void a_key_in_a_url_is_refused_and_not_repeated(String text) {
    assertThatThrownBy(() -> ModelSpec.parse(text))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("environment")
        .satisfies(e -> assertThat(e.toString()).doesNotContain("canary4711"));
  }
}
