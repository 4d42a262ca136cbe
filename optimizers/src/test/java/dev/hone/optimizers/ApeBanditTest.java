package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.nio.file.Path;
import java.util.Map;

class ApeBanditTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of(
        "ape", Map.of("queries", 3, "completions", 4, "scoring", "BANDIT", "rounds", 8));
  }

  @Override
  protected Path decisionsFile() {
    return Path.of("src", "test", "resources", "decisions", "ape-bandit.txt");
  }
}
