/** Models, how they are asked, and what keeps them within limits. */
@org.jspecify.annotations.NullMarked
module dev.hone.lm {
  requires static transitive org.jspecify;
  requires transitive dev.hone.core;

  exports dev.hone.lm;

  uses dev.hone.lm.ModelProvider;
}
