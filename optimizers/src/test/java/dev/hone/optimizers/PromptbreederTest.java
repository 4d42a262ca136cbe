package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.util.Map;

class PromptbreederTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of("promptbreeder", Map.of("generations", 5, "population", 6, "batch", 12));
  }
}
