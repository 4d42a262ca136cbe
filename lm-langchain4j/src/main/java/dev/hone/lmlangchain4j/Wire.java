package dev.hone.lmlangchain4j;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;

/**
 * Sends what LangChain4j's clients ask for over one pool of connections. LangChain4j's own client
 * forgets the headers of a refusal, and with them how long to wait.
 */
final class Wire implements HttpClient, AutoCloseable {
  private final java.net.http.HttpClient client =
      java.net.http.HttpClient.newBuilder()
          .version(Version.HTTP_1_1)
          .followRedirects(Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(20))
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    var body = request.body();
    var builder =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
            .method(
                request.method().name(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    request
        .headers()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    try {
      var response = client.send(builder.build(), BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2)
        throw new KeptHttpException(
            response.statusCode(), response.body(), response.headers().firstValue("retry-after"));
      return SuccessfulHttpResponse.builder()
          .statusCode(response.statusCode())
          .headers(response.headers().map())
          .body(response.body())
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("The call was cancelled.");
    }
  }

  /** Models here answer in one piece. */
  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    throw new IllegalStateException("This client does not stream.");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Timeouts are the business of Hone's deadlines. */
  HttpClientBuilder builder() {
    return new HttpClientBuilder() {
      private Duration connect = Duration.ofSeconds(20);
      private Duration read = Duration.ofMinutes(10);

      @Override
      public Duration connectTimeout() {
        return connect;
      }

      @Override
      public HttpClientBuilder connectTimeout(Duration next) {
        connect = next;
        return this;
      }

      @Override
      public Duration readTimeout() {
        return read;
      }

      @Override
      public HttpClientBuilder readTimeout(Duration next) {
        read = next;
        return this;
      }

      @Override
      public HttpClient build() {
        return Wire.this;
      }
    };
  }
}
