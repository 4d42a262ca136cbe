package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.testkit.OptimizerContract;

class BootstrapFewShotTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return new BootstrapFewShot();
  }
}
