package dev.hone.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Demo;
import dev.hone.core.FieldMismatch;
import dev.hone.core.Message;
import dev.hone.core.Prompt;
import dev.hone.core.ResponseFormat;
import dev.hone.core.Settings;
import dev.hone.core.Signature;
import dev.hone.core.Values;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderingTest {
  private static final Capabilities BASE = new Capabilities(false, false, false, false, false, 0);
  private static final Capabilities ALL = new Capabilities(true, true, true, true, true, 0);
  private static final Signature ROUTING =
      Signature.parse("ticket -> reasoning, department: 'billing'|'shipping'");
  private static final Values INPUT = Values.of("ticket", "Where is my parcel?");
  private static final Demo COMPLETE =
      new Demo.Solved(
          Values.of("ticket", "Wrong sum."),
          Values.of("reasoning", "Money.", "department", "billing"),
          true);
  private static final Demo INCOMPLETE =
      new Demo.Solved(Values.of("ticket", "It broke."), Values.of("department", "shipping"), false);

  @Test
  void markers_look_like_this() {
    var prompt = Prompt.of("Route the ticket.").withDemos(List.of(COMPLETE, INCOMPLETE));
    var messages = new MarkersAdapter().render(ROUTING, prompt, INPUT).messages();
    assertThat(messages)
        .extracting(m -> m.role().name().toLowerCase() + "\n" + m.text())
        .containsExactly(
            """
            system
            You are given these fields:
            1. `ticket`

            You answer with these fields:
            1. `reasoning`
            2. `department` (one of 'billing', 'shipping')

            Everything is laid out as follows, each field below its marker:

            [[ ## ticket ## ]]
            {ticket}

            [[ ## reasoning ## ]]
            {reasoning}

            [[ ## department ## ]]
            {department}        # one of 'billing', 'shipping'

            [[ ## completed ## ]]

            Your task:
            Route the ticket.\
            """,
            """
            user
            (An example with some fields left out: `reasoning`.)

            [[ ## ticket ## ]]
            It broke.\
            """,
            """
            assistant
            [[ ## department ## ]]
            shipping

            [[ ## completed ## ]]\
            """,
            """
            user
            [[ ## ticket ## ]]
            Wrong sum.\
            """,
            """
            assistant
            [[ ## reasoning ## ]]
            Money.

            [[ ## department ## ]]
            billing

            [[ ## completed ## ]]\
            """,
            """
            user
            [[ ## ticket ## ]]
            Where is my parcel?

            Answer with [[ ## reasoning ## ]], then [[ ## department ## ]] (one of 'billing', 'shipping'), and end with [[ ## completed ## ]].\
            """);
  }

  @Test
  void a_question_is_shown_the_demos_most_like_it() {
    var late =
        new Demo.Solved(
            Values.of("ticket", "My parcel is late."),
            Values.of("reasoning", "Post.", "department", "shipping"),
            true);
    var prompt = Prompt.of("Route the ticket.").withNearest(2, List.of(late, COMPLETE, INCOMPLETE));
    for (var adapter :
        List.of(new MarkersAdapter(), new PlainAdapter(ALL), new PlainAdapter(BASE))) {
      assertThat(adapter.render(ROUTING, prompt, INPUT))
          .isEqualTo(
              adapter.render(
                  ROUTING,
                  Prompt.of("Route the ticket.").withDemos(List.of(COMPLETE, late)),
                  INPUT));
      for (var ticket : List.of("The sum is wrong.", "It broke?", "It broke and is late."))
        assertThat(adapter.render(ROUTING, prompt, Values.of("ticket", ticket)))
            .isEqualTo(
                adapter.render(
                    ROUTING,
                    prompt.towards(ROUTING, Values.of("ticket", ticket)),
                    Values.of("ticket", ticket)));
      assertThat(
              adapter
                  .render(ROUTING, prompt, Values.of("ticket", "My parcel is late."))
                  .messages()
                  .toString())
          .contains("Money.")
          .doesNotContain("Post.");
    }
  }

  @Test
  void a_base_model_gets_one_text_to_continue() {
    var prompt = Prompt.of("Route the ticket.").withDemos(List.of(COMPLETE));
    var request = new PlainAdapter(BASE).render(ROUTING, prompt, INPUT);
    assertThat(request.messages())
        .containsExactly(
            Message.user(
                """
                Route the ticket.

                Answer with these lines:
                reasoning: ...
                department: <one of 'billing', 'shipping'>

                ---

                ticket: Wrong sum.
                reasoning: Money.
                department: billing

                ---

                ticket: Where is my parcel?
                reasoning:\
                """));
    assertThat(request.settings().stop()).containsExactly("\n---", "\n\n");
  }

  @Test
  void one_line_answers_stop_at_the_line_and_users_stops_are_kept() {
    var score = Signature.parse("ticket -> score: int");
    var base = new PlainAdapter(BASE);
    assertThat(base.render(score, Prompt.of("Rate."), INPUT).settings().stop())
        .containsExactly("\n");
    var own = Prompt.of("Rate.").withSettings(Settings.of("stop", "END"));
    assertThat(base.render(score, own, INPUT).settings().stop()).containsExactly("END");
  }

  @Test
  void a_model_that_can_choose_is_asked_to() {
    var label = Signature.parse("ticket -> department: 'billing'|'shipping'");
    var request = new PlainAdapter(ALL).render(label, Prompt.of("Route."), INPUT);
    assertThat(request.format())
        .isEqualTo(new ResponseFormat.OneOf(List.of("billing", "shipping")));
    assertThat(request.messages().getFirst().text())
        .isEqualTo("Route.\n\nAnswer only with the department: one of 'billing', 'shipping'.");
    assertThat(request.messages().getLast().text()).isEqualTo("ticket: Where is my parcel?");
    assertThat(new PlainAdapter(ALL).render(ROUTING, Prompt.of("Route."), INPUT).format())
        .isEqualTo(ResponseFormat.FREE);
    assertThat(
            new PlainAdapter(Capabilities.CHAT).render(label, Prompt.of("Route."), INPUT).format())
        .isEqualTo(ResponseFormat.FREE);
  }

  @Test
  void json_is_guaranteed_where_the_model_can() {
    var format = new JsonAdapter(ALL).render(ROUTING, Prompt.of("Route."), INPUT).format();
    assertThat(format)
        .isInstanceOfSatisfying(
            ResponseFormat.JsonObject.class,
            object -> {
              assertThat(object.schema().get("required"))
                  .isEqualTo(List.of("reasoning", "department"));
              assertThat(object.schema().get("additionalProperties")).isEqualTo(false);
            });
    var open = Signature.parse("ticket -> counts: map[int]");
    assertThat(new JsonAdapter(ALL).render(open, Prompt.of("Count."), INPUT).format())
        .isInstanceOfSatisfying(
            ResponseFormat.JsonObject.class, object -> assertThat(object.schema()).isEmpty());
    assertThat(new JsonAdapter(Capabilities.CHAT).render(open, Prompt.of("."), INPUT).format())
        .isEqualTo(ResponseFormat.FREE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"markers", "json", "xml", "plain"})
  void what_does_not_depend_on_the_input_comes_first_and_stays(String name) {
    var adapter = Adapters.named(name, Capabilities.CHAT);
    var prompt = Prompt.of("Route the ticket.").withDemos(List.of(INCOMPLETE, COMPLETE));
    var first = adapter.render(ROUTING, prompt, INPUT).messages();
    var second = adapter.render(ROUTING, prompt, Values.of("ticket", "Other.")).messages();
    int last = first.size() - 1;
    assertThat(second.subList(0, last)).isEqualTo(first.subList(0, last));
    assertThat(second.subList(0, last).toString()).doesNotContain("parcel");
    assertThat(first.getLast().text().length()).isLessThan(200);
    assertThat(first.get(1).text()).contains("left out: `reasoning`");
  }

  @ParameterizedTest
  @ValueSource(strings = {"markers", "json", "xml", "plain"})
  void tuned_texts_and_filled_variables_are_shown(String name) {
    var adapter = Adapters.named(name, Capabilities.CHAT);
    var prompt =
        Prompt.of("Route {{ticket}} but not {{unknown}}.")
            .withDescription("out:department", "who is to blame")
            .withDescription("in:ticket", "what the customer wrote");
    var system = adapter.render(ROUTING, prompt, INPUT).messages().getFirst().text();
    assertThat(system)
        .contains("Route Where is my parcel? but not {{unknown}}.")
        .contains("who is to blame")
        .contains("what the customer wrote");
    assertThat(
            adapter.render(ROUTING, prompt, Values.of("ticket", "B")).messages().getFirst().text())
        .contains("Route B but not");
  }

  @ParameterizedTest
  @ValueSource(strings = {"markers", "json", "xml", "plain"})
  void raw_turns_are_shown_as_they_are(String name) {
    var adapter = Adapters.named(name, Capabilities.CHAT);
    var turns = List.of(Message.user("raw question"), Message.assistant("raw answer"));
    var prompt = Prompt.of("Route.").withDemos(List.of(COMPLETE, new Demo.Turns(turns)));
    assertThat(adapter.render(ROUTING, prompt, INPUT).messages().subList(3, 5)).isEqualTo(turns);
  }

  @Test
  void demos_that_show_nothing_are_left_out() {
    var nothing = new Demo.Solved(Values.of("ticket", "x"), Values.of("other", "y"), false);
    var prompt = Prompt.of("Route.").withDemos(List.of(nothing));
    assertThat(new MarkersAdapter().render(ROUTING, prompt, INPUT).messages()).hasSize(2);
  }

  @Test
  void a_missing_input_is_named_and_an_optional_one_left_out() {
    var signature = Signature.parse("a, b: int? -> c");
    var adapter = new MarkersAdapter();
    assertThatThrownBy(() -> adapter.render(signature, Prompt.of("."), Values.of("b", 1)))
        .isInstanceOf(FieldMismatch.class)
        .hasMessageContaining("'a'");
    assertThat(
            adapter
                .render(signature, Prompt.of("."), Values.of("a", "x"))
                .messages()
                .getLast()
                .text())
        .doesNotContain("## b ##");
  }

  @Test
  void several_texts_in_a_text_field_are_numbered() {
    var signature = Signature.parse("passages -> answer");
    var adapter = new MarkersAdapter();
    var two = Values.of("passages", List.of("one", "two\nlines"));
    assertThat(adapter.render(signature, Prompt.of("."), two).messages().getLast().text())
        .contains("[1] «one»\n[2] «««\n    two\n    lines\n»»»");
    assertThat(text(adapter, signature, List.of("one"))).contains("]]\n«one»\n");
    assertThat(text(adapter, signature, List.of())).contains("]]\nN/A\n");
  }

  private static String text(Adapter adapter, Signature signature, List<String> passages) {
    return adapter
        .render(signature, Prompt.of("."), Values.of("passages", passages))
        .messages()
        .getLast()
        .text();
  }

  @Test
  void a_prompt_names_its_model_and_settings() {
    var prompt =
        Prompt.of("Route.").withModel("openai/tuned").withSettings(Settings.of("temperature", 0.5));
    var request = new XmlAdapter().render(ROUTING, prompt, INPUT);
    assertThat(request.model()).isEqualTo("openai/tuned");
    assertThat(request.settings().temperature()).hasValue(0.5);
  }

  @Test
  void formats_are_known_by_name() {
    for (var name : Adapters.names())
      assertThat(Adapters.named(name, ALL).name())
          .isEqualTo(name.equals(Adapters.AUTO) ? "plain" : name);
    assertThat(Adapters.named("auto", Capabilities.CHAT).name()).isEqualTo("markers");
    assertThat(Adapters.named("auto", BASE).name()).isEqualTo("plain");
    assertThatThrownBy(() -> Adapters.named("yaml", ALL))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "There is no answer format 'yaml'. Use one of markers, json, xml, plain, auto.");
  }
}
