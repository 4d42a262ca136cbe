package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.nio.file.Path;
import java.util.Map;

class CapoWithoutRacingTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of(
        "capo",
        Map.of(
            "steps",
            4,
            "population",
            3,
            "racing",
            false,
            "maxShots",
            0,
            "shuffleBlocks",
            true,
            "blockSize",
            10));
  }

  @Override
  protected Path decisionsFile() {
    return Path.of("src", "test", "resources", "decisions", "capo-without-racing.txt");
  }
}
