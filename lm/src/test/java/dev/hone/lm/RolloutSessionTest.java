package dev.hone.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Completion;
import dev.hone.core.Message;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Prompt;
import dev.hone.core.Request;
import dev.hone.core.Session;
import dev.hone.core.Signature;
import dev.hone.core.Trace;
import dev.hone.core.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RolloutSessionTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final Predictor<Values, Values> QUERY =
      Predictor.of("query", "question -> query", "Write a query.");
  private static final Predictor<Values, Values> ANSWER =
      Predictor.of("answer", "question, passage -> answer", "Answer.");
  private static final Predictor<Values, Values> COUNT =
      Predictor.of("count", "question -> count: int", "Count.");

  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  /** One output field, which is the whole text; 'bad' cannot be read. */
  private static final Adapter PLAIN =
      new Adapter() {
        @Override
        public String name() {
          return "plain";
        }

        @Override
        public Request render(Signature signature, Prompt prompt, Values input) {
          return Request.of(
              List.of(Message.system(prompt.instructions().text()), Message.user(input.text())));
        }

        @Override
        public Values parse(Signature signature, Completion completion) {
          if (completion.text().equals("bad")) throw new ParseFailure("Write something good.");
          return Values.of(signature.outputs().getFirst().name(), completion.text());
        }
      };

  private RolloutSession session(Function<String, String> answers) {
    return session(
        (slot, request) -> {
          requests.add(request);
          return new RolloutSession.Answer(
              slot + requests.size(),
              Completion.of(
                  answers.apply(request.messages().getLast().text()),
                  Completion.Usage.NONE,
                  "scripted"));
        },
        RolloutSession.Listener.NONE);
  }

  private static RolloutSession session(
      RolloutSession.Send send, RolloutSession.Listener listener) {
    return new RolloutSession(
        Candidate.seedOf(List.of(QUERY, ANSWER, COUNT)), PLAIN, send, NOON, listener);
  }

  private static <O> Program<Values, O> program(Work<O> work) {
    return new Program<>() {
      @Override
      public O run(Values input, Session session) throws Exception {
        return work.apply(input, session);
      }

      @Override
      public List<Predictor<?, ?>> predictors() {
        return List.of(QUERY, ANSWER);
      }
    };
  }

  private interface Work<O> {
    O apply(Values input, Session session) throws Exception;
  }

  @Test
  void a_step_knows_what_it_was_given_said_and_read() throws Exception {
    var session = session(text -> text.contains("passage") ? "Paris" : "capital of France");
    var rag =
        program((input, s) -> {
          var query = s.call(QUERY, input);
          var passage =
              s.step(
                  Trace.Kind.RETRIEVAL,
                  "search",
                  query,
                  q -> Values.of("passage", "Paris is the " + q.text("query") + "."));
          return s.call(ANSWER, input.merge(passage)).text("answer");
        });

    assertThat(session.run(rag, Values.of("question", "Which city?"))).isEqualTo("Paris");
    var steps = session.trace().steps();
    assertThat(steps).extracting(Trace.Step::id).containsExactly("1", "2", "3");
    assertThat(steps).extracting(Trace.Step::slot).containsExactly("query", "search", "answer");
    assertThat(steps)
        .extracting(Trace.Step::readFrom)
        .containsExactly(List.of(), List.of("1"), List.of("1", "2"));
    assertThat(steps.getLast().sent()).hasSize(2);
    assertThat(steps.getLast().raw()).isEqualTo("Paris");
    assertThat(steps.getLast().calls()).containsExactly("answer2");
    assertThat(session.calls()).isEqualTo(2);
    assertThat(session.now()).isEqualTo(NOON);
  }

  @Test
  void small_equal_values_under_other_names_are_no_reading() {
    var session = session(text -> "x");
    session.step(Trace.Kind.CODE, "count", Values.EMPTY, v -> Values.of("count", 3));
    session.step(Trace.Kind.CODE, "other", Values.of("limit", 3), v -> v);
    session.step(Trace.Kind.CODE, "same", Values.of("count", 3), v -> v);
    session.step(
        Trace.Kind.CODE, "part", Values.of("all", List.of("tiny", "not")), v -> Values.EMPTY);
    assertThat(session.trace().steps())
        .extracting(Trace.Step::readFrom)
        .containsExactly(List.of(), List.of(), List.of("1"), List.of());
  }

  @Test
  void calls_inside_a_tool_are_numbered_below_it() {
    var session = session(text -> "long enough");
    session.step(
        Trace.Kind.TOOL,
        "think",
        Values.of("question", "q"),
        q -> session.call(QUERY, q).merge(session.call(QUERY, q)));
    session.call(QUERY, Values.of("question", "other"));
    var steps = session.trace().steps();
    assertThat(steps).extracting(Trace.Step::id).containsExactly("1", "1.1", "1.2", "2");
    assertThat(steps.get(1).parent()).contains("1");
    assertThat(steps.getLast().parent()).isEmpty();
  }

  @Test
  void equal_questions_are_numbered() {
    var session = session(text -> "a");
    var question = Values.of("question", "q");
    session.call(QUERY, question);
    session.call(QUERY, Values.of("question", "other"));
    session.call(QUERY, question);
    assertThat(requests).extracting(Request::sample).containsExactly(0, 0, 1);
  }

  @Test
  void ids_and_samples_of_branches_do_not_depend_on_who_is_first() throws Exception {
    var first = branching(List.of(0, 1, 2));
    requests.clear();
    assertThat(branching(List.of(2, 0, 1))).isEqualTo(first);
    assertThat(first).extracting(s -> s.substring(0, 3)).containsExactly("1.1", "2.1", "3.1");
  }

  private List<String> branching(List<Integer> order) throws Exception {
    var session = session(text -> "answer");
    var turns = IntStream.range(0, 4).mapToObj(_ -> new CountDownLatch(1)).toList();
    turns.getFirst().countDown();
    var fanOut =
        program((input, s) -> {
          var executor = Session.carry(Thread::startVirtualThread);
          var all =
              IntStream.range(0, 3)
                  .mapToObj(i ->
                      CompletableFuture.runAsync(
                          () -> {
                            int turn = order.indexOf(i);
                            await(turns.get(turn));
                            Session.current().call(QUERY, input);
                            turns.get(turn + 1).countDown();
                          },
                          executor))
                  .toArray(CompletableFuture<?>[]::new);
          CompletableFuture.allOf(all).join();
          return "";
        });
    session.run(fanOut, Values.of("question", "q"));
    assertThat(requests).extracting(Request::sample).doesNotHaveDuplicates();
    return session.trace().steps().stream()
        .map(step -> step.id() + sampleOf(step.calls().getFirst()))
        .toList();
  }

  private int sampleOf(String call) {
    return requests.get(Integer.parseInt(call.substring("query".length())) - 1).sample();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_unreadable_answer_is_repaired_once() {
    var session = session(text -> text.contains("Write something good.") ? "7" : "bad");
    assertThat(session.call(COUNT, Values.of("question", "q")).text("count")).isEqualTo("7");
    var step = session.trace().steps().getFirst();
    assertThat(step.repairs()).isEqualTo(1);
    assertThat(step.calls()).containsExactly("count1", "count2");
    assertThat(step.raw()).isEqualTo("7");
  }

  @Test
  void a_program_may_survive_an_answer_that_cannot_be_read() throws Exception {
    var session = session(text -> "bad");
    var patient =
        program((input, s) -> {
          try {
            return s.call(COUNT, input).text();
          } catch (ParseFailure e) {
            return "survived";
          }
        });
    assertThat(session.run(patient, Values.of("question", "q"))).isEqualTo("survived");
    assertThat(session.failure()).isEmpty();
    assertThat(session.trace().steps().getFirst().error()).contains("Write something good.");
  }

  @Test
  void a_swallowed_failure_ends_the_rollout_and_every_later_call() {
    var down = new ModelFailure(ModelFailure.Kind.SERVER, "The provider failed.");
    var session =
        session(
            (_, _) -> {
              throw down;
            },
            RolloutSession.Listener.NONE);
    var swallowing =
        program((input, s) -> {
          try {
            s.exchange("query", Request.of(List.of(Message.user("hello"))));
          } catch (RuntimeException e) {
            assertThatThrownBy(() -> s.call(QUERY, input)).isSameAs(down);
          }
          return "all is well";
        });
    assertThatThrownBy(() -> session.run(swallowing, Values.EMPTY)).isSameAs(down);
    assertThat(session.failure()).contains(down);
    assertThat(session.calls()).isEqualTo(1);
  }

  @Test
  void a_slot_the_candidate_does_not_have_is_remembered() {
    var session = session(text -> "a");
    assertThatThrownBy(() -> session.prompt("nowhere"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("nowhere");
    assertThat(session.failure()).isPresent();
  }

  @Test
  void an_exchange_is_traced_and_reads_from_what_its_messages_quote() {
    var session = session(text -> "the weather is fine");
    var first = session.exchange("query", Request.of(List.of(Message.user("Tell me."))));
    session.exchange(
        "answer",
        Request.of(List.of(Message.system("Heard: " + first.text()), Message.user("And?"))));
    var steps = session.trace().steps();
    assertThat(steps.getFirst().output().text("text")).isEqualTo("the weather is fine");
    assertThat(steps.getLast().input().text("text")).isEqualTo("And?");
    assertThat(steps.getLast().readFrom()).containsExactly("1");
  }

  @Test
  void resources_of_a_rollout_are_closed_and_the_session_ends() throws Exception {
    var closed = new AtomicBoolean();
    var session = session(text -> "a");
    var opening =
        new Program<Values, String>() {
          @Override
          public String run(Values input, Session s) {
            throw new IllegalStateException("only the program of a rollout runs");
          }

          @Override
          public List<Predictor<?, ?>> predictors() {
            return List.of(QUERY);
          }

          @Override
          public Program<Values, String> perRollout() {
            return new Program<>() {
              @Override
              public String run(Values input, Session s) {
                assertThat(Session.current()).isSameAs(s);
                return s.call(QUERY, input).text("query");
              }

              @Override
              public List<Predictor<?, ?>> predictors() {
                return List.of(QUERY);
              }

              @Override
              public void close() {
                closed.set(true);
              }
            };
          }
        };
    assertThat(session.run(opening, Values.of("question", "q"))).isEqualTo("a");
    assertThat(closed).isTrue();
    assertThatThrownBy(() -> session.call(QUERY, Values.of("question", "q")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has ended");
  }

  @Test
  void a_listener_hears_of_steps_and_a_prompt_may_name_its_model() {
    var heard = new ArrayList<String>();
    var candidate =
        Candidate.seedOf(List.of(QUERY)).with("query", p -> p.withModel("openai/tuned"));
    var session =
        new RolloutSession(
            candidate,
            PLAIN,
            (_, request) -> {
              requests.add(request);
              return new RolloutSession.Answer("k", Completion.of("a", Completion.Usage.NONE, "m"));
            },
            NOON,
            new RolloutSession.Listener() {
              @Override
              public void stepEnded(Trace.Step step) {
                heard.add(step.slot());
              }
            });
    session.call(QUERY, Values.of("question", "q"));
    assertThat(heard).containsExactly("query");
    assertThat(requests.getFirst().model()).isEqualTo("openai/tuned");
  }
}
