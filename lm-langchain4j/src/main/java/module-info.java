import org.jspecify.annotations.NullMarked;

/** Any LangChain4j chat model as a language model, and back. */
@NullMarked
module dev.hone.lmlangchain4j {
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires static org.jspecify;
}
