package dev.hone.lm;

import dev.hone.core.BadInput;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Opens the models of one or more providers; found by {@link ServiceLoader}. */
public interface ModelProvider {

  /** The names in front of the slash that this provider answers to. */
  List<String> names();

  /**
   * Opens a bare model, without decorators.
   *
   * @param environment where keys come from; their values appear in no message
   * @throws BadInput when the model or its key does not exist, saying what to set
   */
  LanguageModel open(ModelSpec spec, Map<String, String> environment);

  /**
   * Opens a model of whichever provider is named.
   *
   * @throws BadInput listing the known providers when none fits
   */
  static LanguageModel openAny(ModelSpec spec, Map<String, String> environment) {
    var known =
        ServiceLoader.load(ModelProvider.class).stream().map(ServiceLoader.Provider::get).toList();
    for (var provider : known)
      if (provider.names().contains(spec.provider())) return provider.open(spec, environment);
    var names =
        known.stream()
            .flatMap(p -> p.names().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    throw new BadInput(
        "There is no provider '%s' for the model '%s'. Known are %s."
            .formatted(spec.provider(), spec.text(), String.join(", ", names)));
  }
}
