import org.jspecify.annotations.NullMarked;

/** The hone command. */
@NullMarked
module dev.hone.cli {
  requires dev.hone.core;
  requires dev.hone.lm;
  requires dev.hone.data;
  requires dev.hone.engine;
  requires dev.hone.programs;
  requires dev.hone.lmopenai;
  requires dev.hone.lmlangchain4j;
  requires dev.hone.lmlocal;
  requires dev.hone.optimizers;
  requires dev.hone.store;
  requires dev.hone.testkit;
  requires dev.hone.bench;
  requires info.picocli;
  requires tools.jackson.core;
  requires tools.jackson.dataformat.yaml;
  requires static org.jspecify;

  opens dev.hone.cli to
      info.picocli;
}
