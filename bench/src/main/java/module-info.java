/** Methods head to head: equal budgets, paired statistics, tables and reports. */
@org.jspecify.annotations.NullMarked
module dev.hone.bench {
  requires static transitive org.jspecify;
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires transitive dev.hone.engine;
  requires transitive dev.hone.store;
  requires org.apache.commons.statistics.distribution;

  exports dev.hone.bench;

  opens dev.hone.bench to
      dev.hone.core;
}
