package dev.hone.cli;

import dev.hone.core.BadInput;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelOptions;
import dev.hone.lm.ModelSpec;
import dev.hone.lm.Models;
import dev.hone.lmlocal.LocalProvider;
import java.util.LinkedHashMap;
import java.util.Map;

/** The models of one command: each opened once, when it is first wanted, all closed together. */
final class Crew implements AutoCloseable {
  private final ModelOptions options;
  private final Shell shell;
  private final Cassette cassette;
  private final Map<String, LanguageModel> open = new LinkedHashMap<>();

  Crew(ModelOptions options, Shell shell) {
    this(options, shell, Cassette.none());
  }

  Crew(ModelOptions options, Shell shell, Cassette cassette) {
    this.options = options;
    this.shell = shell;
    this.cassette = cassette;
  }

  /**
   * @throws BadInput when provider, model or key does not exist
   */
  synchronized LanguageModel of(ModelSpec spec) {
    var known = open.get(spec.text());
    if (known != null) return known;
    var model = cassette.model(spec, () -> opened(spec));
    open.put(spec.text(), model);
    return model;
  }

  private LanguageModel opened(ModelSpec spec) {
    return spec.provider().equals("local")
        ? embedded(spec)
        : Models.open(spec, options, shell.environment());
  }

  /** An embedded model, whose first download is shown. */
  private LanguageModel embedded(ModelSpec spec) {
    var model = new LocalProvider().open(spec, shell.environment(), new FetchProgress(shell));
    return Models.within(model, options);
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
