package dev.hone.optimizers;

import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.testkit.OptimizerContract;
import java.nio.file.Path;
import java.util.Map;

/** The options that the defaults leave out, together. */
class GepaWithMergeTest extends OptimizerContract {

  @Override
  protected Optimizer optimizer() {
    return Optimizers.of(
        "gepa",
        Map.of(
            "maxMetricCalls",
            260,
            "useMerge",
            true,
            "parents",
            2,
            "proposalsPerParent",
            2,
            "proposalSelection",
            "BEST",
            "candidateSelection",
            "TOP_K_PARETO",
            "frontier",
            "HYBRID",
            "batches",
            "FAILURES_FIRST",
            "memory",
            3,
            "acceptance",
            "IMPROVEMENT_OR_EQUAL"));
  }

  @Override
  protected Path decisionsFile() {
    return Path.of("src", "test", "resources", "decisions", "gepa-with-merge.txt");
  }
}
