package dev.hone.engine;

import dev.hone.core.FieldMismatch;
import dev.hone.core.Predictor;
import dev.hone.core.Request;
import dev.hone.core.Settings;
import dev.hone.core.Values;
import dev.hone.lm.Adapter;
import dev.hone.lm.Exchange;
import dev.hone.lm.ModelFailure;
import dev.hone.lm.ParseFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an optimizer asks its teacher. Repeated questions are told apart by sample numbers that are
 * drawn in order.
 */
final class Questions {
  private static final int MOST_UNANSWERED = 3;

  private final Roles roles;
  private final Calls calls;
  private final Journal journal;
  private final Map<String, Integer> asked = new HashMap<>();
  private int unanswered;

  Questions(Roles roles, Calls calls, Journal journal) {
    this.roles = roles;
    this.calls = calls;
    this.journal = journal;
  }

  /** A question ready to be asked, and its identity without sample number. */
  record Question<A, B>(
      Predictor<A, B> predictor, Values input, Settings settings, String identity) {}

  /** One answer, or the decision to record in its place. */
  record Answer<B>(Optional<B> value, Optional<Event.Decision> failure, boolean unanswered) {}

  <A, B> Question<A, B> prepare(Predictor<A, B> predictor, A input, Settings settings) {
    var values = predictor.in().encode(input);
    var request = format().render(predictor.signature(), predictor.seed(), values);
    return new Question<>(predictor, values, settings, with(settings, request).key());
  }

  /**
   * The first of {@code n} fresh sample numbers. Called while every branch of the search stands
   * still.
   */
  int number(Question<?, ?> question, int n) {
    return asked.merge(question.identity(), n, Integer::sum) - n;
  }

  <A, B> Answer<B> ask(Question<A, B> question, int sample) {
    var mark = "unanswered/" + question.identity() + "/" + sample;
    var known = journal.read(Journal.Kind.INFLUENCE, mark);
    if (known.isPresent()) return failed(question, "unanswered", known.get(), true);
    try {
      var predictor = question.predictor();
      var answer =
          Exchange.ask(
              format(),
              predictor.signature(),
              predictor.seed(),
              question.input(),
              request ->
                  calls
                      .send(
                          Role.TEACHER,
                          predictor.slot(),
                          "proposal",
                          with(question.settings(), request).withSample(sample))
                      .completion(),
              Exchange.Listener.NONE);
      return new Answer<>(
          Optional.of(predictor.out().decode(answer.values())), Optional.empty(), false);
    } catch (ParseFailure | FieldMismatch e) {
      return failed(question, "malformed", String.valueOf(e.getMessage()), false);
    } catch (ModelFailure e) {
      if (!e.kind().mayPass() && !e.kind().ofContent())
        throw new RunFailed(String.valueOf(e.getMessage()), e);
      journal.write(Journal.Kind.INFLUENCE, mark, String.valueOf(e.getMessage()));
      return failed(question, "unanswered", String.valueOf(e.getMessage()), true);
    }
  }

  /** Gives up when the teacher has not answered a whole series of questions. */
  void requireAnswers(List<? extends Answer<?>> answers) {
    if (answers.isEmpty() || !answers.stream().allMatch(Answer::unanswered)) {
      unanswered = 0;
      return;
    }
    if (++unanswered >= MOST_UNANSWERED)
      throw new RunFailed(
          "The teacher %s gave no answer to %d questions in a row in spite of all retries."
              .formatted(roles.teacher().name(), unanswered));
  }

  private static <B> Answer<B> failed(
      Question<?, B> question, String code, String sentence, boolean unanswered) {
    var failure = new Event.ProposalFailed(List.of(), question.predictor().slot(), code, sentence);
    return new Answer<>(Optional.empty(), Optional.of(failure), unanswered);
  }

  private Adapter format() {
    return roles.formatOf(Role.TEACHER);
  }

  private static Request with(Settings settings, Request request) {
    return request.withSettings(settings.or(request.settings()));
  }
}
