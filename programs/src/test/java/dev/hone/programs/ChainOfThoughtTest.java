package dev.hone.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Candidate;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Values;
import dev.hone.lm.RolloutSession;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChainOfThoughtTest {
  record Question(String question) {}

  record Answer(int answer) {}

  private static RolloutSession session(Program<?, ?> program) {
    var model = new Scripted(in -> Map.of("reasoning", "three times two", "answer", "6"));
    return new RolloutSession(
        Candidate.seedOf(program),
        Scripted.JSON,
        (_, request) -> new RolloutSession.Answer(request.key(), model.complete(request)),
        Instant.EPOCH,
        RolloutSession.Listener.NONE);
  }

  @Test
  void a_record_stays_as_it_is_and_the_trace_has_the_reasoning() throws Exception {
    var program =
        new ChainOfThought<>(Predictor.of("solve", Question.class, Answer.class, "Solve."));
    var session = session(program);
    assertThat(session.run(program, new Question("3 * 2"))).isEqualTo(new Answer(6));
    assertThat(session.trace().steps().getFirst().output())
        .isEqualTo(Values.of("reasoning", "three times two", "answer", 6));
  }

  @Test
  void values_have_the_reasoning_too() throws Exception {
    var program = new ChainOfThought<>(Predictor.of("solve", "question -> answer: int", "Solve."));
    assertThat(session(program).run(program, Values.of("question", "3 * 2")))
        .isEqualTo(Values.of("reasoning", "three times two", "answer", 6));
  }

  @Test
  void reasoning_is_asked_for_once() {
    var once = new ChainOfThought<>(Predictor.of("solve", "question -> answer: int", "Solve."));
    assertThat(new ChainOfThought<>(once.predictor()).predictor().signature().text())
        .isEqualTo("question: str -> reasoning: str, answer: int");
    assertThat(Outline.of(once).slots().getFirst().style()).isEqualTo(Style.CHAIN_OF_THOUGHT);
  }

  @Test
  void predict_asks_once() throws Exception {
    var program = new Predict<>(Predictor.of("solve", Question.class, Answer.class, "Solve."));
    var session = session(program);
    assertThat(session.run(program, new Question("3 * 2"))).isEqualTo(new Answer(6));
    assertThat(session.calls()).isEqualTo(1);
    assertThat(Outline.of(program).slots().getFirst().style()).isEqualTo(Style.PREDICT);
  }
}
