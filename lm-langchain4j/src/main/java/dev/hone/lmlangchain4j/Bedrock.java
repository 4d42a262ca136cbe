package dev.hone.lmlangchain4j;

import dev.hone.core.BadInput;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelSpec;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** Models on Amazon Bedrock. */
final class Bedrock {
  private Bedrock() {}

  /** Keys of the environment come first, then Amazon's own chain: profile, container, machine. */
  static LanguageModel open(ModelSpec spec, Map<String, String> environment) {
    var region =
        Stream.of("AWS_REGION", "AWS_DEFAULT_REGION")
            .map(name -> environment.getOrDefault(name, ""))
            .filter(value -> !value.isBlank())
            .findFirst()
            .orElseThrow(() ->
                new BadInput(
                    "The model '%s' needs a region, and AWS_REGION is not set. Set it: export AWS_REGION=eu-central-1"
                        .formatted(spec.text())));
    var builder =
        BedrockRuntimeClient.builder()
            .region(Region.of(region))
            .credentialsProvider(credentials(environment))
            .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()));
    spec.baseUrl().ifPresent(url -> builder.endpointOverride(URI.create(url)));
    var client = builder.build();
    var model =
        BedrockChatModel.builder()
            .client(client)
            .region(Region.of(region))
            .modelId(spec.model())
            .maxRetries(0)
            .build();
    return new LangChain4jModel(spec.text(), model, secrets(environment), client);
  }

  private static AwsCredentialsProvider credentials(Map<String, String> environment) {
    var id = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
    var secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
    var token = environment.getOrDefault("AWS_SESSION_TOKEN", "");
    if (id.isBlank() || secret.isBlank()) return DefaultCredentialsProvider.builder().build();
    return StaticCredentialsProvider.create(
        token.isBlank()
            ? AwsBasicCredentials.create(id, secret)
            : AwsSessionCredentials.create(id, secret, token));
  }

  private static List<String> secrets(Map<String, String> environment) {
    return Stream.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isBlank())
        .toList();
  }
}
