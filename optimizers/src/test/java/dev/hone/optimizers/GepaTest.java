package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.util.Map;

class GepaTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of("gepa", Map.of("maxMetricCalls", 240));
  }
}
