package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.testkit.OptimizerContract;

class KnnFewShotTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return new KnnFewShot();
  }
}
