package dev.hone.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  @Test
  void valuesAreReadByName() {
    var settings =
        Settings.of("temperature", 1)
            .with("maxTokens", 64L)
            .with("stop", "END")
            .with("extra.top_a", 3);

    assertThat(settings.temperature()).hasValue(1.0);
    assertThat(settings.maxTokens()).hasValue(64);
    assertThat(settings.stop()).containsExactly("END");
    assertThat(settings.get("extra.top_a")).isEqualTo(3L);
    assertThat(settings.number("topP")).isEmpty();
    assertThat(Settings.NONE.stop()).isEmpty();
  }

  @Test
  void silenceIsFilledByOthers() {
    var own = Settings.of("temperature", 0);

    assertThat(own.or(Settings.of("temperature", 1).with("topP", 0.5)).map())
        .isEqualTo(Map.of("temperature", 0.0, "topP", 0.5));
    assertThat(own.or(Settings.NONE)).isSameAs(own);
    assertThat(Settings.NONE.or(own)).isSameAs(own);
  }

  @Test
  void settingsNeverChange() {
    var stop = new ArrayList<>(List.of("a"));
    var settings = Settings.of("extra.stop", stop).with("stop", stop);
    stop.add("b");

    assertThat(settings.stop()).containsExactly("a");
    assertThat(settings.get("extra.stop")).isEqualTo(List.of("a"));
  }

  @ParameterizedTest
  @CsvSource({
    "temperature, 2.1",
    "temperature, -0.1",
    "temperature, hot",
    "temperature, NaN",
    "topP, 1.5",
    "maxTokens, 0",
    "maxTokens, 1.5",
    "topK, 0",
    "seed, 0.5",
    "logprobs, 21",
    "presencePenalty, -3"
  })
  void whatIsOutOfRangeIsRefused(String name, String written) {
    Object value = "hot".equals(written) ? written : (Object) Double.valueOf(written);

    assertThatThrownBy(() -> Settings.of(name, value))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("Setting '%s' is %s".formatted(name, value));
  }

  @Test
  void unknownNamesAreRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Settings.of("temprature", 1))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("'temprature'")
        .hasMessageContaining("temperature")
        .hasMessageContaining("extra.NAME");
  }
}
