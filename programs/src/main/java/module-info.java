/** Programs that run without the search machinery, and the compiled prompts they run with. */
@org.jspecify.annotations.NullMarked
module dev.hone.programs {
  requires static transitive org.jspecify;
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;

  exports dev.hone.programs;
}
