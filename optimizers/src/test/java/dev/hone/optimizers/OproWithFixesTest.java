package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The contract with every optional repair of OPRO's weaknesses switched on. */
class OproWithFixesTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of(
        "opro",
        Map.of(
            "steps",
            6,
            "instructionsPerStep",
            4,
            "scoreThreshold",
            0,
            "shown",
            3,
            "racing",
            true,
            "showFailures",
            true,
            "posteriorMean",
            true,
            "exemplarChoice",
            "MOST_FAILED",
            "startingInstructions",
            List.of("Name the group of the item. Mind wick.")));
  }

  @Override
  protected Path decisionsFile() {
    return Path.of("src", "test", "resources", "decisions", "opro-with-fixes.txt");
  }
}
