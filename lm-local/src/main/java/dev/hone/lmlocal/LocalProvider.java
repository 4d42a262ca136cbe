package dev.hone.lmlocal;

import dev.hone.core.BadInput;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelProvider;
import dev.hone.lm.ModelSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Opens embedded models: {@code local/NAME} for one of the {@link Catalogue}, fetched at its first
 * use, and {@code local//absolute/path/model.gguf} for a file.
 */
public final class LocalProvider implements ModelProvider {
  /** Made by the service loader; holds nothing. */
  public LocalProvider() {}

  @Override
  public List<String> names() {
    return List.of("local");
  }

  @Override
  public LanguageModel open(ModelSpec spec, Map<String, String> environment) {
    return open(spec, environment, ModelStore.Progress.NONE);
  }

  /**
   * @param progress told how a first download goes on
   * @throws BadInput when there is no such model or file, or its terms must be accepted first
   * @throws LocalModelException when the model cannot be fetched or loaded on this machine
   */
  public LocalModel open(
      ModelSpec spec, Map<String, String> environment, ModelStore.Progress progress) {
    if (spec.baseUrl().isPresent()) {
      throw new BadInput(
          "The model '"
              + spec.text()
              + "' has an address, but embedded models run in this process. Leave '@"
              + spec.baseUrl().get()
              + "' out.");
    }
    var store = ModelStore.of(environment);
    return LocalModel.open(
        spec.text(),
        file(spec, environment, store, progress),
        store.directory(),
        LocalOptions.of(environment));
  }

  private static Path file(
      ModelSpec spec,
      Map<String, String> environment,
      ModelStore store,
      ModelStore.Progress progress) {
    if (spec.model().startsWith("/") || spec.model().endsWith(".gguf")) {
      var file = Path.of(spec.model());
      if (!Files.isRegularFile(file)) {
        throw new BadInput("The model file " + file.toAbsolutePath() + " does not exist.");
      }
      return file;
    }
    var catalogue = Catalogue.of(environment);
    var model =
        catalogue
            .find(spec.model())
            .orElseThrow(() ->
                new BadInput(
                    "There is no embedded model '%s'. Known are %s; local//path/to/model.gguf names a file."
                        .formatted(
                            spec.model(),
                            catalogue.models().stream()
                                .map(CatalogueModel::name)
                                .distinct()
                                .collect(Collectors.joining(", ")))));
    return store.fetch(model, progress);
  }
}
