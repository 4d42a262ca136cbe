package dev.hone.lmopenai;

import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelProvider;
import dev.hone.lm.ModelSpec;
import java.util.List;
import java.util.Map;

/** Opens {@code openai/MODEL} and {@code openai/MODEL@BASE_URL}. */
public final class OpenAiProvider implements ModelProvider {

  /** Needed by the service loader. */
  public OpenAiProvider() {}

  @Override
  public List<String> names() {
    return List.of("openai");
  }

  @Override
  public LanguageModel open(ModelSpec spec, Map<String, String> environment) {
    return OpenAiModel.of(spec, environment);
  }
}
