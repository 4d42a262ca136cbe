package dev.hone.lm;

import dev.hone.core.BadInput;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a model: {@code provider/model} or {@code provider/model@BASE_URL}.
 *
 * @param model may itself contain slashes
 */
public record ModelSpec(String provider, String model, Optional<String> baseUrl) {
  private static final Pattern SECRET =
      Pattern.compile("(?i)https?://[^/?#]*@|[?&][^=&]*(key|token|secret|password|sig)[^=&]*=");

  /** Refuses a base URL that holds a key: specifications are shown, journalled and stored. */
  public ModelSpec {
    if (baseUrl.isPresent() && SECRET.matcher(baseUrl.get()).find())
      throw new BadInput(
          "The base URL of the model %s/%s holds a key or password. Write the URL without it and set the provider's key in the environment."
              .formatted(provider, model));
  }

  /**
   * @throws BadInput when the text has no provider or no model
   */
  public static ModelSpec parse(String text) {
    int at = text.indexOf("@http");
    var name = at < 0 ? text : text.substring(0, at);
    int slash = name.indexOf('/');
    if (slash <= 0 || slash == name.length() - 1)
      throw new BadInput(
          "'%s' is not a model. Write provider/model, for example openai/gpt-5.4-mini, local/smollm2-135m-instruct or openai/any@http://127.0.0.1:8000/v1."
              .formatted(text));
    return new ModelSpec(
        name.substring(0, slash),
        name.substring(slash + 1),
        at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1)));
  }

  public String text() {
    return provider + "/" + model + baseUrl.map(url -> "@" + url).orElse("");
  }
}
