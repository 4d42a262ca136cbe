/** Any LangChain4j chat model as a language model, and back. */
@org.jspecify.annotations.NullMarked
module dev.hone.lmlangchain4j {
  requires static transitive org.jspecify;
  requires transitive dev.hone.core;
  requires transitive dev.hone.lm;
  requires transitive langchain4j.core;
  requires java.net.http;
  requires langchain4j.anthropic;
  requires langchain4j.bedrock;
  requires langchain4j.google.ai.gemini;
  requires langchain4j.http.client;
  requires langchain4j.ollama;
  requires langchain4j.open.ai;
  requires software.amazon.awssdk.auth;
  requires software.amazon.awssdk.awscore;
  requires software.amazon.awssdk.core;
  requires software.amazon.awssdk.identity.spi;
  requires software.amazon.awssdk.regions;
  requires software.amazon.awssdk.retries.api;
  requires software.amazon.awssdk.services.bedrockruntime;
  requires software.amazon.awssdk.utils;

  exports dev.hone.lmlangchain4j;

  provides dev.hone.lm.ModelProvider with
      dev.hone.lmlangchain4j.LangChain4jProvider;
}
