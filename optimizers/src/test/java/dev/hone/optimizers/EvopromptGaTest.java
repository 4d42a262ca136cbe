package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.util.Map;

class EvopromptGaTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of("evoprompt-ga", Map.of("generations", 3, "population", 4, "induced", 3));
  }
}
