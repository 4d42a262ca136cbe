package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.nio.file.Path;
import java.util.Map;

class EvopromptDeWithFixesTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of(
        "evoprompt-de",
        Map.of(
            "generations",
            3,
            "population",
            4,
            "induced",
            3,
            "racing",
            true,
            "atOnce",
            true,
            "failures",
            2));
  }

  @Override
  protected Path decisionsFile() {
    return Path.of("src", "test", "resources", "decisions", "evoprompt-de-with-fixes.txt");
  }
}
