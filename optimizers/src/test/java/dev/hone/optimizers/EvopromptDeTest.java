package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.util.Map;

class EvopromptDeTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of("evoprompt-de", Map.of("generations", 3, "population", 4, "induced", 3));
  }
}
