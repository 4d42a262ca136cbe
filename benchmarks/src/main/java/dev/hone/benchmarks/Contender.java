package dev.hone.benchmarks;

import dev.hone.core.BadInput;
import dev.hone.core.Json;
import dev.hone.core.Message;
import dev.hone.core.Request;
import dev.hone.core.Values;
import dev.hone.lm.Adapter;
import dev.hone.lm.Adapters;
import dev.hone.lm.Capabilities;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelOptions;
import dev.hone.lm.ModelSpec;
import dev.hone.lm.Models;
import dev.hone.lmopenai.OpenAiModel;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * One way to ask an endpoint, measured in a process of its own: {@code Contender NAME BASE_URL
 * CALLS IN_FLIGHT ROUNDS}. Prints one JSON object.
 */
enum Contender {
  /** The bare client: writes the body, sends, receives, parses. */
  CLIENT {
    @Override
    Load.Figure measure(Load load, String baseUrl) {
      var model = bare(baseUrl);
      return load.of(n -> model.complete(request(n)).text().contains("42"));
    }
  },
  /** The client between an adapter that renders and parses, within deadline, retries and price. */
  CALL {
    @Override
    Load.Figure measure(Load load, String baseUrl) {
      var model = Models.within(bare(baseUrl), ModelOptions.defaults());
      return load.of(n ->
          "42".equals(FORMAT.parse(Question.SIGNATURE, model.complete(request(n))).get("answer")));
    }
  },
  /** An evaluation by a run, with everything that is recorded about it. */
  FULL_PATH {
    @Override
    Load.Figure measure(Load load, String baseUrl) throws IOException {
      return FullPath.fresh(load, bare(baseUrl));
    }
  },
  /** Evaluations of rollouts the run has seen; the load's calls are examples, its rounds times. */
  KNOWN {
    @Override
    Load.Figure measure(Load load, String baseUrl) {
      return FullPath.known(load.calls(), load.rounds(), bare(baseUrl));
    }
  },
  /** LangChain4j's model, given finished messages and asked for plain text. */
  LANGCHAIN4J {
    @Override
    Load.Figure measure(Load load, String baseUrl) {
      var model =
          OpenAiChatModel.builder().baseUrl(baseUrl).apiKey("none").modelName("mock").build();
      return load.of(n -> model.chat(messages(request(n))).aiMessage().text().contains("42"));
    }
  };

  static final Adapter FORMAT = Adapters.named("markers", Capabilities.CHAT);

  abstract Load.Figure measure(Load load, String baseUrl) throws IOException;

  public static void main(String[] args) throws IOException {
    if (args.length != 5)
      throw new BadInput("Write: Contender NAME BASE_URL CALLS IN_FLIGHT ROUNDS.");
    var load =
        new Load(Integer.parseInt(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    IO.println(Json.write(valueOf(args[0]).measure(load, args[1])));
    System.exit(0);
  }

  static Request request(int n) {
    return FORMAT.render(
        Question.SIGNATURE,
        Question.PROMPT,
        Values.of("question", "What is %d plus 40?".formatted(n)));
  }

  static LanguageModel bare(String baseUrl) {
    return OpenAiModel.of(ModelSpec.parse("openai/mock@" + baseUrl), Map.of());
  }

  private static List<ChatMessage> messages(Request request) {
    return request.messages().stream()
        .<ChatMessage>map(m ->
            m.role() == Message.Role.SYSTEM
                ? SystemMessage.from(m.text())
                : UserMessage.from(m.text()))
        .toList();
  }
}
