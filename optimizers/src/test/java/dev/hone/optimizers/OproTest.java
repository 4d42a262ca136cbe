package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.util.Map;

class OproTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of("opro", Map.of("steps", 6, "instructionsPerStep", 4, "scoreThreshold", 0));
  }
}
