import org.jspecify.annotations.NullMarked;

/** The embedded model: llama.cpp in process. */
@NullMarked
module dev.hone.lmlocal {
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires java.management;
  requires java.net.http;
  requires llama;
  requires static org.jspecify;

  exports dev.hone.lmlocal;

  provides dev.hone.lm.ModelProvider with
      dev.hone.lmlocal.LocalProvider;
}
