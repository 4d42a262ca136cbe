package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.util.Map;

class BootstrapRandomSearchTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of("bootstrap-random-search", Map.of("numCandidates", 3));
  }
}
