import org.jspecify.annotations.NullMarked;

/** A thin client for OpenAI-compatible endpoints. */
@NullMarked
module dev.hone.lmopenai {
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires static org.jspecify;

  exports dev.hone.lmopenai;

  provides dev.hone.lm.ModelProvider with
      dev.hone.lmopenai.OpenAiProvider;
}
