package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.nio.file.Path;
import java.util.Map;

class ApeRaceTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of(
        "ape", Map.of("queries", 3, "completions", 4, "scoring", "RACE", "rounds", 8));
  }

  @Override
  protected Path decisionsFile() {
    return Path.of("src", "test", "resources", "decisions", "ape-race.txt");
  }
}
