package dev.hone.lmlangchain4j;

import dev.hone.core.Completion;
import dev.hone.core.Completion.Finish;
import dev.hone.core.Completion.Usage;
import dev.hone.core.Message;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.bedrock.BedrockTokenUsage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import dev.langchain4j.model.openai.LogProb;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers in both languages. */
final class Answers {
  private Answers() {}

  static Completion of(ChatResponse response, String name) {
    var message = response.aiMessage();
    var calls = Messages.calls(message);
    return new Completion(
        Objects.requireNonNullElse(message.text(), ""),
        calls,
        usage(response.tokenUsage()),
        finish(response.finishReason(), calls),
        Objects.requireNonNullElse(response.modelName(), name),
        OptionalDouble.empty(),
        logprobs(response),
        Completion.Source.FRESH,
        Completion.Timing.NONE);
  }

  private static Finish finish(@Nullable FinishReason reason, List<Message.ToolCall> calls) {
    return switch (reason) {
      case null -> calls.isEmpty() ? Finish.STOP : Finish.TOOL_CALLS;
      case STOP -> calls.isEmpty() ? Finish.STOP : Finish.TOOL_CALLS;
      case LENGTH -> Finish.LENGTH;
      case TOOL_EXECUTION -> Finish.TOOL_CALLS;
      case CONTENT_FILTER -> Finish.FILTERED;
      case OTHER -> Finish.OTHER;
    };
  }

  /** Where a provider counts cached input or thoughts apart, they are added to the whole. */
  private static Usage usage(@Nullable TokenUsage usage) {
    if (usage == null) return Usage.NONE;
    long input = count(usage.inputTokenCount());
    long output = count(usage.outputTokenCount());
    return switch (usage) {
      case OpenAiTokenUsage openAi -> {
        var in = openAi.inputTokensDetails();
        var out = openAi.outputTokensDetails();
        yield new Usage(
            input,
            in == null ? 0 : count(in.cachedTokens()),
            output,
            out == null ? 0 : count(out.reasoningTokens()));
      }
      case AnthropicTokenUsage claude -> {
        long read = count(claude.cacheReadInputTokens());
        yield new Usage(input + read + count(claude.cacheCreationInputTokens()), read, output, 0);
      }
      case BedrockTokenUsage bedrock -> {
        long read = count(bedrock.cacheReadInputTokens());
        yield new Usage(input + read + count(bedrock.cacheWriteInputTokens()), read, output, 0);
      }
      case GoogleAiGeminiTokenUsage gemini -> {
        long thoughts = count(gemini.thoughtsTokenCount());
        yield new Usage(
            input, count(gemini.cachedContentTokenCount()), output + thoughts, thoughts);
      }
      default -> Usage.of(input, output);
    };
  }

  private static long count(@Nullable Integer tokens) {
    return tokens == null ? 0 : tokens;
  }

  private static List<Completion.Token> logprobs(ChatResponse response) {
    return response.metadata() instanceof OpenAiChatResponseMetadata openAi
            && openAi.logProbs() != null
        ? openAi.logProbs().stream().map(Answers::token).toList()
        : List.of();
  }

  private static Completion.Token token(LogProb token) {
    var alternatives =
        token.topLogprobs() == null ? Stream.<LogProb>empty() : token.topLogprobs().stream();
    return new Completion.Token(
        token.token(),
        token.logprob(),
        alternatives.map(a -> new Completion.Alternative(a.token(), a.logprob())).toList());
  }

  static ChatResponse of(Completion completion) {
    var message = AiMessage.builder();
    if (!completion.text().isEmpty() || completion.toolCalls().isEmpty())
      message.text(completion.text());
    if (!completion.toolCalls().isEmpty())
      message.toolExecutionRequests(
          completion.toolCalls().stream()
              .map(c ->
                  ToolExecutionRequest.builder()
                      .id(c.id())
                      .name(c.name())
                      .arguments(c.arguments())
                      .build())
              .toList());
    var usage = completion.usage();
    return ChatResponse.builder()
        .aiMessage(message.build())
        .modelName(completion.model())
        .tokenUsage(new TokenUsage(Math.toIntExact(usage.input()), Math.toIntExact(usage.output())))
        .finishReason(
            switch (completion.finish()) {
              case STOP -> FinishReason.STOP;
              case LENGTH -> FinishReason.LENGTH;
              case TOOL_CALLS -> FinishReason.TOOL_EXECUTION;
              case FILTERED -> FinishReason.CONTENT_FILTER;
              case OTHER -> FinishReason.OTHER;
            })
        .build();
  }
}
