package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelOptions;
import dev.hone.lm.ModelSpec;
import dev.hone.lm.Models;
import java.util.LinkedHashMap;
import java.util.Map;

/** The models of one command: each opened once, when it is first wanted, all closed together. */
final class Crew implements AutoCloseable {
  private final ModelOptions options;
  private final Map<String, String> environment;
  private final Map<String, LanguageModel> open = new LinkedHashMap<>();

  Crew(ModelOptions options, Map<String, String> environment) {
    this.options = options;
    this.environment = environment;
  }

  /**
   * @throws BadInput when provider, model or key does not exist
   */
  synchronized LanguageModel of(ModelSpec spec) {
    return open.computeIfAbsent(spec.text(), _ -> Models.open(spec, options, environment));
  }

  /** The model a prompt names for itself. */
  LanguageModel ofHandle(String handle) {
    return of(ModelSpec.parse(handle));
  }

  @Override
  public synchronized void close() {
    open.values().forEach(LanguageModel::close);
    open.clear();
  }
}
