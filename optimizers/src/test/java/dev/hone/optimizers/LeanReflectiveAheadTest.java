package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.nio.file.Path;
import java.util.Map;

class LeanReflectiveAheadTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of(
        "lean-reflective",
        Map.of("ahead", 3, "proposals", 12, "look", 12, "patience", 4, "maxDemos", 4));
  }

  @Override
  protected Path decisionsFile() {
    return Path.of("src", "test", "resources", "decisions", "lean-reflective-ahead.txt");
  }
}
