package dev.hone.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SessionTest {

  private record Named(String name) implements Session {
    @Override
    public <I, O> O call(Predictor<I, O> predictor, I input) {
      return predictor
          .out()
          .decode(
              Values.of("answer", name + " on " + predictor.in().encode(input).text("question")));
    }

    @Override
    public Prompt prompt(String slot) {
      return Prompt.of(slot);
    }

    @Override
    public Completion exchange(String slot, Request request) {
      return Completion.of(name, Completion.Usage.NONE, "none");
    }

    @Override
    public Values step(Trace.Kind kind, String step, Values input, UnaryOperator<Values> work) {
      return work.apply(input);
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }
  }

  @Test
  void theCurrentSessionIsBoundForTheWorkOnly() {
    assertThatThrownBy(Session::current).hasMessageContaining("Session.carry");

    var seen =
        Session.with(
            new Named("outer"),
            () -> Session.with(new Named("inner"), Session::current) + " in " + Session.current());

    assertThat(seen).isEqualTo("Named[name=inner] in Named[name=outer]");
    assertThatThrownBy(Session::current).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void carriedTasksKeepTheSessionOfTheirSender() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var carried = Session.carry(threads);
      var first =
          Session.with(
              new Named("a"), () -> CompletableFuture.supplyAsync(Session::current, carried));
      var second =
          Session.with(
              new Named("b"), () -> CompletableFuture.supplyAsync(Session::current, carried));
      var bare = CompletableFuture.supplyAsync(Session::current, threads);

      assertThat(first.get()).isEqualTo(new Named("a"));
      assertThat(second.get()).isEqualTo(new Named("b"));
      assertThatThrownBy(bare::get).hasCauseInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> carried.execute(() -> {})).isInstanceOf(IllegalStateException.class);
    }
  }

  record Question(String question) {}

  record Answer(String answer) {}

  @Test
  void aProgramOfOneCallHasRecordsAtItsEdges() throws Exception {
    var program = Program.of(Predictor.of("ask", Question.class, Answer.class, "Answer."));

    assertThat(program.run(new Question("tea?"), new Named("x")))
        .isEqualTo(new Answer("x on tea?"));
    assertThat(program.perRollout()).isSameAs(program);
    assertThat(program.predictors())
        .extracting(p -> p.signature().text())
        .containsExactly("question: str -> answer: str");
  }
}
