package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.util.Map;

class ApeTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of("ape", Map.of("queries", 3, "completions", 4, "resamplings", 2));
  }
}
