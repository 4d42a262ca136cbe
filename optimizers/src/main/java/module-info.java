import dev.hone.engine.Optimizer;
import dev.hone.optimizers.Ape;
import dev.hone.optimizers.BootstrapFewShot;
import dev.hone.optimizers.BootstrapRandomSearch;
import dev.hone.optimizers.Capo;
import dev.hone.optimizers.EvopromptDe;
import dev.hone.optimizers.EvopromptGa;
import dev.hone.optimizers.Gepa;
import dev.hone.optimizers.KnnFewShot;
import dev.hone.optimizers.LabeledFewShot;
import dev.hone.optimizers.LeanReflective;
import dev.hone.optimizers.Opro;
import dev.hone.optimizers.Promptbreeder;
import org.jspecify.annotations.NullMarked;

/** One public file per published method. */
@NullMarked
module dev.hone.optimizers {
  requires transitive dev.hone.core;
  requires transitive dev.hone.engine;
  requires static org.jspecify;

  exports dev.hone.optimizers;

  opens dev.hone.optimizers to
      dev.hone.core;

  provides Optimizer with
      LabeledFewShot,
      LeanReflective,
      BootstrapFewShot,
      BootstrapRandomSearch,
      KnnFewShot,
      Opro,
      Ape,
      EvopromptGa,
      EvopromptDe,
      Gepa,
      Capo,
      Promptbreeder;
}
