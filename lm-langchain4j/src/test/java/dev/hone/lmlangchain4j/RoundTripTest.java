package dev.hone.lmlangchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.Candidate;
import dev.hone.core.Completion;
import dev.hone.core.FieldType;
import dev.hone.core.Message;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Request;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Session;
import dev.hone.core.Settings;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import dev.hone.lm.Capabilities;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.MarkersAdapter;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.RolloutSession;
import dev.langchain4j.exception.RateLimitException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A request that goes through LangChain4j and back is the same request. */
class RoundTripTest {
  private final List<Request> asked = new ArrayList<>();

  private LanguageModel through(Function<Request, Completion> answers) {
    var end =
        new LanguageModel() {
          @Override
          public Completion complete(Request request) {
            asked.add(request);
            return answers.apply(request);
          }

          @Override
          public String name() {
            return "test/end";
          }

          @Override
          public Capabilities capabilities() {
            return new Capabilities(true, true, true, false, false, 0);
          }
        };
    return LangChain4jModel.of("test/through", HoneChatModel.of(end));
  }

  private static Completion answer(String text, Message.ToolCall... calls) {
    return new Completion(
        text,
        List.of(calls),
        Completion.Usage.of(5, 2),
        calls.length == 0 ? Completion.Finish.STOP : Completion.Finish.TOOL_CALLS,
        "end",
        java.util.OptionalDouble.empty(),
        List.of(),
        Completion.Source.FRESH,
        Completion.Timing.NONE);
  }

  @Test
  void nothing_of_a_request_is_lost() {
    var signature =
        Signature.parse(
            "a -> when: date, tags: list[{name: str, weight: float?}], kind: 'x'|'y', rest: map[int], all: any");
    var schema = FieldType.Structure.schema(signature.outputs());
    var call = new Message.ToolCall("call-9", "look", "{\"q\":\"deep\"}");
    var request =
        Request.of(
                List.of(
                    Message.system("Be kind."),
                    new Message(
                        Message.Role.USER,
                        List.of(
                            new Message.Text("What is this?"),
                            new Message.Media("image/png", "", "data:image/png;base64,QUJD"),
                            new Message.Media("image/*", "", "https://example.org/cat.png")),
                        List.of(),
                        Optional.empty()),
                    new Message(
                        Message.Role.ASSISTANT,
                        List.of(new Message.Text("I look.")),
                        List.of(call),
                        Optional.empty()),
                    new Message(
                        Message.Role.TOOL,
                        List.of(new Message.Text("a cat")),
                        List.of(),
                        Optional.of("call-9")),
                    Message.assistant("A cat."),
                    Message.user("Sure?")))
            .withModel("test/end")
            .withSettings(
                Settings.of("temperature", 0.3)
                    .with("topP", 0.9)
                    .with("topK", 40)
                    .with("maxTokens", 128)
                    .with("frequencyPenalty", 0.1)
                    .with("presencePenalty", -0.2)
                    .with("stop", List.of("a", "b")))
            .withTools(List.of(new Request.ToolSpec("look", "Looks things up.", schema)))
            .withFormat(new ResponseFormat.JsonObject("answer", schema));

    through(_ -> answer("yes")).complete(request);

    assertThat(withoutHashes(asked.getFirst())).isEqualTo(withoutHashes(request));
  }

  private static Request withoutHashes(Request request) {
    return request.withMessages(
        request.messages().stream()
            .map(m ->
                new Message(
                    m.role(),
                    m.content().stream()
                        .map(c ->
                            c instanceof Message.Media(var type, _, var uri)
                                ? (Message.Content) new Message.Media(type, "", uri)
                                : c)
                        .toList(),
                    m.toolCalls(),
                    m.toolCallId()))
            .toList());
  }

  @Test
  void nothing_of_an_answer_is_lost() {
    var call = new Message.ToolCall("call-1", "look", "{\"q\": 1}");
    var completion = through(_ -> answer("thinking", call)).complete(request());
    assertThat(completion.text()).isEqualTo("thinking");
    assertThat(completion.toolCalls()).containsExactly(call);
    assertThat(completion.usage()).isEqualTo(Completion.Usage.of(5, 2));
    assertThat(completion.finish()).isEqualTo(Completion.Finish.TOOL_CALLS);
    assertThat(completion.model()).isEqualTo("end");
  }

  private static Request request() {
    return Request.of(List.of(Message.user("hi")));
  }

  @ParameterizedTest
  @EnumSource
  void failures_keep_what_may_help(ModelFailure.Kind kind) {
    var model =
        through(_ -> {
          throw new ModelFailure(kind, "told", Optional.of(Duration.ofSeconds(3)), null);
        });
    assertThatThrownBy(() -> model.complete(request()))
        .isInstanceOfSatisfying(
            ModelFailure.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.retryAfter()).contains(Duration.ofSeconds(3));
            });
  }

  @Test
  void a_user_of_langchain4j_sees_its_own_exceptions() {
    var chat =
        HoneChatModel.of(
            new LanguageModel() {
              @Override
              public Completion complete(Request request) {
                throw new ModelFailure(ModelFailure.Kind.RATE_LIMITED, "slow down");
              }

              @Override
              public String name() {
                return "test/end";
              }
            });
    assertThatThrownBy(() -> chat.chat("hi"))
        .isInstanceOf(RateLimitException.class)
        .hasMessageContaining("slow down");
    assertThat(chat.supportedCapabilities()).isEmpty();
  }

  @Test
  void within_a_rollout_every_chat_is_traced() throws Exception {
    var slot = Predictor.of("agent", "text -> reply", "Help.");
    var program =
        new Program<Values, String>() {
          private final HoneChatModel chat = HoneChatModel.inRollout("agent");

          @Override
          public String run(Values input, Session session) {
            return chat.chat(input.text("text"));
          }

          @Override
          public List<Predictor<?, ?>> predictors() {
            return List.of(slot);
          }
        };
    var session =
        new RolloutSession(
            Candidate.seedOf(program),
            new MarkersAdapter(),
            (_, request) -> new RolloutSession.Answer("key", answer("hello")),
            Instant.EPOCH,
            RolloutSession.Listener.NONE);
    assertThat(session.run(program, Values.of("text", "hi"))).isEqualTo("hello");
    assertThat(session.calls()).isEqualTo(1);
    assertThat(session.trace().steps().getFirst().slot()).isEqualTo("agent");
  }

  @Test
  void what_langchain4j_cannot_carry_is_refused() {
    var audio =
        Request.of(
            List.of(
                new Message(
                    Message.Role.USER,
                    List.of(new Message.Media("audio/wav", "x", "data:audio/wav;base64,QUJD")),
                    List.of(),
                    Optional.empty())));
    assertThatThrownBy(() -> through(_ -> answer("")).complete(audio))
        .isInstanceOf(ModelFailure.class)
        .hasMessageContaining("audio/wav");
  }
}
