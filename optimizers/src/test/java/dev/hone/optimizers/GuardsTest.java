package dev.hone.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Completion;
import dev.hone.core.Example;
import dev.hone.core.Grade;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Request;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import dev.hone.engine.Budget;
import dev.hone.engine.Event;
import dev.hone.engine.Optimizers;
import dev.hone.engine.Roles;
import dev.hone.engine.Run;
import dev.hone.engine.Task;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.MarkersAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a teacher writes that cannot be used, no method runs it. */
class GuardsTest {
  private static final String KEPT = "Answer {{note}} in one word.";
  private static final Pattern FIELD = Pattern.compile("(?m)^\\d+\\. `(\\w+)`[^\\n]*\\n?");
  private static final List<Example> CASES =
      IntStream.range(0, 16)
          .mapToObj(i ->
              Example.of(
                  Values.of(
                      "note",
                      "On day %d the old harbour master counted forty nets beside the pier"
                          .formatted(i)),
                  Values.of("word", i % 2 == 0 ? "nets" : "pier")))
          .toList();

  /** Answers every field that is asked for with one text. */
  private record Teacher(String text, Completion.Finish finish) implements LanguageModel {
    @Override
    public Completion complete(Request request) {
      var asked = request.messages().getFirst().text();
      var outputs = asked.substring(asked.indexOf("You answer with these fields"));
      var list = outputs.substring(0, outputs.indexOf("Everything is laid out"));
      var body =
          FIELD
              .matcher(list)
              .results()
              .map(m -> "[[ ## %s ## ]]\n%s\n".formatted(m.group(1), text))
              .collect(Collectors.joining("\n"));
      var plain = Completion.of(body, Completion.Usage.of(10, 10), name());
      return new Completion(
          plain.text(),
          List.of(),
          plain.usage(),
          finish,
          plain.model(),
          plain.usd(),
          List.of(),
          plain.source(),
          plain.timing());
    }

    @Override
    public String name() {
      return "teacher";
    }
  }

  private record Student() implements LanguageModel {
    @Override
    public Completion complete(Request request) {
      return Completion.of(
          "[[ ## word ## ]]\nnets\n\n[[ ## completed ## ]]", Completion.Usage.NONE, name());
    }

    @Override
    public String name() {
      return "student";
    }
  }

  private static List<String> proposed(String method, LanguageModel teacher) {
    var predictor =
        Predictor.of("main", Signature.parse("note -> word"), dev.hone.core.Prompt.of(KEPT));
    Task<Values, Values> task =
        Task.of(
            "words",
            Program.of(predictor),
            (_, expected, actual, _) ->
                Grade.of(expected.text("word").equals(actual.text("word")), "not this"),
            CASES.subList(0, 8),
            CASES.subList(8, 16),
            List.of());
    var texts = new ArrayList<String>();
    var format = new MarkersAdapter();
    var result =
        Run.of(task, Roles.of(new Student(), format).withTeacher(teacher, format))
            .withBudget(Budget.rollouts(120).withCalls(400))
            .withListener(e -> {
              if (e.event() instanceof Event.Proposed p)
                texts.add(p.prompts().at("main").instructions().open());
            })
            .optimize(Optimizers.of(method, Map.of()));
    assertThat(result.best().at("main").instructions().open()).isEqualTo(KEPT);
    return texts;
  }

  /** The methods whose teacher writes texts. */
  static List<String> rewriting() {
    return List.of(
        "gepa",
        "lean-reflective",
        "opro",
        "ape",
        "evoprompt-ga",
        "evoprompt-de",
        "capo",
        "promptbreeder");
  }

  @ParameterizedTest
  @MethodSource("rewriting")
  void what_cannot_be_used_is_never_run(String method) {
    var bad =
        Map.of(
            "empty",
            "  ",
            "lost variable",
            "Answer in one word, please.",
            "invented variable",
            "Answer {{note}} as {{tone}} asks.",
            "too long",
            "Answer {{note}}. " + "Be brief. ".repeat(3_000),
            "leak",
            "Know that on day 3 the old harbour master counted forty nets beside the pier. Answer {{note}}.");
    bad.forEach((kind, text) ->
        assertThat(proposed(method, new Teacher(text, Completion.Finish.STOP)))
            .as(kind)
            .noneMatch(t -> t.contains(text.strip()) && !text.isBlank())
            .allMatch(t -> t.contains("{{note}}")));
  }

  @ParameterizedTest
  @MethodSource("rewriting")
  void a_truncated_text_is_never_run(String method) {
    var text = "Answer {{note}} in one word, and before you do, consider whether";
    assertThat(proposed(method, new Teacher(text, Completion.Finish.LENGTH)))
        .noneMatch(t -> t.contains("consider whether"));
  }
}
