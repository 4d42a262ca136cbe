package dev.hone.lmlangchain4j;

import dev.hone.core.Json;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ModelFailure.Kind;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What an exception of LangChain4j, or of a client under it, means. */
final class Failures {
  private static final int SHOWN = 300;

  private Failures() {}

  /**
   * @param secrets texts that no message may hold
   */
  static RuntimeException of(String name, Exception e, List<String> secrets) {
    var chain = chain(e);
    if (Thread.currentThread().isInterrupted()
        || chain.stream()
            .anyMatch(t -> t instanceof InterruptedException || t instanceof AbortedException)) {
      Thread.currentThread().interrupt();
      return new CancellationException("The call to %s was cancelled.".formatted(name));
    }
    for (var t : chain)
      if (t instanceof ModelFailure known)
        return new ModelFailure(
            known.kind(), name + ": " + known.getMessage(), known.retryAfter(), known);
    var said = words(chain);
    var kind = kind(chain, said);
    boolean open = chain.stream().anyMatch(t -> holds(String.valueOf(t.getMessage()), secrets));
    return new ModelFailure(
        kind,
        "%s: %s%s".formatted(name, hidden(shown(told(said)), secrets), repair(kind)),
        retryAfter(chain),
        open ? null : e);
  }

  private static List<Throwable> chain(Throwable e) {
    var chain = new ArrayList<Throwable>();
    for (var t = e; t != null && chain.size() < 10; t = t.getCause()) chain.add(t);
    return chain;
  }

  /** The innermost message: outer ones repeat it with the names of classes in front. */
  private static String words(List<Throwable> chain) {
    if (chain.stream().anyMatch(ConnectException.class::isInstance))
      return "no connection. Is the address right, and is the server running?";
    return chain.reversed().stream()
        .map(Throwable::getMessage)
        .filter(m -> m != null && !m.isBlank())
        .findFirst()
        .orElseGet(() -> chain.getLast().getClass().getSimpleName());
  }

  private static Kind kind(List<Throwable> chain, String said) {
    for (var t : chain) {
      var kind =
          switch (t) {
            case AwsServiceException aws ->
                aws.isThrottlingException()
                    ? Optional.of(Kind.RATE_LIMITED)
                    : Optional.of(ofStatus(aws.statusCode(), said));
            case HttpException http -> Optional.of(ofStatus(http.statusCode(), said));
            case ContentFilteredException _ -> Optional.of(Kind.FILTERED);
            case HttpTimeoutException _, ApiCallTimeoutException _ -> Optional.of(Kind.TIMEOUT);
            case SdkClientException aws when said.toLowerCase(Locale.ROOT).contains("credential") ->
                Optional.of(Kind.AUTHENTICATION);
            case IOException _, SdkClientException _ -> Optional.of(Kind.TRANSPORT);
            default -> Optional.<Kind>empty();
          };
      if (kind.isPresent()) return kind.get();
    }
    return switch (chain.getFirst()) {
      case AuthenticationException _ -> Kind.AUTHENTICATION;
      case RateLimitException _ -> Kind.RATE_LIMITED;
      case dev.langchain4j.exception.TimeoutException _ -> Kind.TIMEOUT;
      case InternalServerException _ -> Kind.SERVER;
      case InvalidRequestException _, ModelNotFoundException _, UnsupportedFeatureException _ ->
          ofStatus(400, said);
      case IllegalArgumentException _ -> Kind.INVALID_REQUEST;
      case UnresolvedModelServerException _ -> Kind.TRANSPORT;
      default -> Kind.TRANSPORT;
    };
  }

  private static Kind ofStatus(int status, String said) {
    var words = said.toLowerCase(Locale.ROOT);
    if (words.contains("insufficient_quota") || words.contains("credit balance"))
      return Kind.BILLING;
    if (status == 400 || status == 413 || status == 422) {
      if (words.contains("api key") || words.contains("api_key")) return Kind.AUTHENTICATION;
      if (words.contains("content_filter") || words.contains("content_policy"))
        return Kind.FILTERED;
      return words.contains("context length")
              || words.contains("context window")
              || words.contains("prompt is too long")
              || words.contains("input is too long")
              || words.contains("token count") && words.contains("exceeds")
          ? Kind.CONTEXT_TOO_LONG
          : Kind.INVALID_REQUEST;
    }
    return switch (status) {
      case 401, 403, 407 -> Kind.AUTHENTICATION;
      case 402 -> Kind.BILLING;
      case 408 -> Kind.TIMEOUT;
      case 429 -> Kind.RATE_LIMITED;
      default -> status >= 500 ? Kind.SERVER : Kind.INVALID_REQUEST;
    };
  }

  private static Optional<Duration> retryAfter(List<Throwable> chain) {
    return chain.stream()
        .filter(KeptHttpException.class::isInstance)
        .flatMap(t -> ((KeptHttpException) t).retryAfter().stream())
        .findFirst();
  }

  private static String repair(Kind kind) {
    return switch (kind) {
      case AUTHENTICATION -> " Check the key in the environment.";
      case BILLING -> " Check the credit and limits of the account.";
      default -> "";
    };
  }

  /** What a provider says in the body of a refusal, without the wrapping. */
  private static String told(String body) {
    if (!body.strip().startsWith("{")) return body;
    return switch (Json.find(body).orElse(body)) {
      case Map<?, ?> map when map.get("error") instanceof Map<?, ?> error ->
          text(error, "message", body);
      case Map<?, ?> map when map.get("error") instanceof String error -> error;
      case Map<?, ?> map -> text(map, "message", body);
      default -> body;
    };
  }

  private static String text(Map<?, ?> map, String key, String otherwise) {
    return map.get(key) instanceof String text ? text : otherwise;
  }

  private static String shown(String said) {
    var line = said.strip().replaceAll("\\s+", " ");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }

  private static boolean holds(String text, List<String> secrets) {
    return secrets.stream().anyMatch(text::contains);
  }

  private static String hidden(String text, List<String> secrets) {
    var clean = text;
    for (var secret : secrets) clean = clean.replace(secret, "(hidden)");
    return clean;
  }

  static LangChain4jException toLangChain4j(ModelFailure failure) {
    var said = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case AUTHENTICATION, BILLING -> new AuthenticationException(said, failure);
      case RATE_LIMITED -> new RateLimitException(said, failure);
      case FILTERED -> new ContentFilteredException(said, failure);
      case INVALID_REQUEST, CONTEXT_TOO_LONG -> new InvalidRequestException(said, failure);
      case TIMEOUT -> new dev.langchain4j.exception.TimeoutException(said, failure);
      case SERVER, TRANSPORT -> new InternalServerException(said, failure);
    };
  }
}
