package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.nio.file.Path;
import java.util.Map;

class PromptbreederWithFixesTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of(
        "promptbreeder",
        Map.of(
            "generations",
            5,
            "population",
            6,
            "batch",
            24,
            "racing",
            true,
            "adaptive",
            true,
            "context",
            0));
  }

  @Override
  protected Path decisionsFile() {
    return Path.of("src", "test", "resources", "decisions", "promptbreeder-with-fixes.txt");
  }
}
