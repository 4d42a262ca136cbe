package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.testkit.OptimizerContract;

class LabeledFewShotTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return new LabeledFewShot();
  }
}
