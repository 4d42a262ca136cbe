/** The usual set of rooms behind one name, for {@code import module dev.hone;}. */
module dev.hone {
  requires transitive dev.hone.core;
  requires transitive dev.hone.data;
  requires transitive dev.hone.engine;
  requires transitive dev.hone.lm;
  requires transitive dev.hone.lmlangchain4j;
  requires transitive dev.hone.lmlocal;
  requires transitive dev.hone.lmopenai;
  requires transitive dev.hone.optimizers;
  requires transitive dev.hone.programs;
  requires transitive dev.hone.store;
}
