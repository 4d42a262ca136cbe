package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.util.Map;

class LeanReflectiveTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of("lean-reflective", Map.of("patience", 4, "maxDemos", 4));
  }
}
