package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.lmlocal.Catalogue;
import dev.hone.lmlocal.CatalogueModel;
import dev.hone.lmlocal.ModelStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the models, and fetches embedded ones. */
@Command(
    name = "models",
    description =
        "Lists the models; 'hone models fetch NAME' puts an embedded one on this machine.",
    mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
  private static final Map<String, String> HOSTED = new LinkedHashMap<>();

  static {
    HOSTED.put("openai/MODEL", "OPENAI_API_KEY; openai/MODEL@URL for any compatible endpoint");
    HOSTED.put("anthropic/MODEL", "ANTHROPIC_API_KEY");
    HOSTED.put("gemini/MODEL", "GEMINI_API_KEY");
    HOSTED.put("bedrock/MODEL", "the AWS credentials of the environment");
    HOSTED.put("ollama/MODEL", "no key; a local Ollama");
  }

  private final Shell shell;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "fetch",
      description = "Fetches the model NAME.")
  @Nullable String action;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "An embedded model.")
  @Nullable String name;

  @Option(names = "--json", description = "One JSON object on standard output.")
  boolean json;

  ModelsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    var catalogue = Catalogue.of(shell.environment());
    var store = ModelStore.of(shell.environment());
    if (action == null) return list(catalogue, store);
    if (!action.equals("fetch"))
      throw new BadInput(
          "'%s' is nothing to do with models. Write 'hone models' or 'hone models fetch NAME'."
              .formatted(action));
    var names = catalogue.models().stream().map(CatalogueModel::name).distinct().toList();
    if (name == null)
      throw new BadInput("Name the model to fetch: %s.".formatted(String.join(", ", names)));
    var bare = name.startsWith("local/") ? name.substring("local/".length()) : name;
    var model =
        catalogue
            .find(bare)
            .orElseThrow(() ->
                new BadInput(
                    "There is no embedded model '%s'.%s Known are %s."
                        .formatted(
                            bare,
                            Section.nearest(bare, names)
                                .map(n -> " Did you mean '" + n + "'?")
                                .orElse(""),
                            String.join(", ", names))));
    var file = store.fetch(model, new FetchProgress(shell));
    shell.out().printf("local/%s is ready: %s%n", model.name(), file);
    return Main.DONE;
  }

  private int list(Catalogue catalogue, ModelStore store) {
    if (json) {
      var embedded = catalogue.models().stream().map(m -> facts(m, store.has(m))).toList();
      shell
          .out()
          .println(
              Json.write(Map.of("embedded", embedded, "hosted", List.copyOf(HOSTED.keySet()))));
      return Main.DONE;
    }
    shell.out().println("Embedded, run on this machine:");
    for (var model : catalogue.models())
      shell
          .out()
          .printf(
              "  %-34s %4d MB  %-11s %s (%s)%n",
              "local/" + model.name(),
              model.bytes() / 1_000_000,
              store.has(model) ? "fetched" : "not fetched",
              model.description(),
              model.licence().name());
    shell.out().println("Hosted, with a key from the environment:");
    HOSTED.forEach((spec, key) -> shell.out().printf("  %-34s %s%n", spec, key));
    return Main.DONE;
  }

  private static Map<String, Object> facts(CatalogueModel model, boolean fetched) {
    var map = new LinkedHashMap<String, Object>();
    map.put("spec", "local/" + model.name());
    map.put("description", model.description());
    map.put("bytes", model.bytes());
    map.put("licence", model.licence().name());
    map.put("fetched", fetched);
    return map;
  }
}
