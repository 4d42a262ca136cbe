package dev.hone.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Completion;
import dev.hone.core.Predictor;
import dev.hone.core.Program;
import dev.hone.core.Request;
import dev.hone.core.Session;
import dev.hone.core.Values;
import dev.hone.lm.LanguageModel;
import dev.hone.lm.ModelFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoneTest {
  record Ticket(String ticket) {}

  record Team(String team) {}

  private static final Predictor<Ticket, Team> ROUTE =
      Predictor.of("route", Ticket.class, Team.class, "Route.");

  /** Says the instructions back. */
  private final Scripted model = new Scripted(in -> Map.of("team", in.text("instructions")));

  private final Hone hone = Hone.with(model).withAdapter(Scripted.JSON);

  @TempDir Path folder;

  @Test
  void a_program_runs_with_the_prompts_it_declares() {
    assertThat(hone.run(new Predict<>(ROUTE), new Ticket("t"))).isEqualTo(new Team("Route."));
    assertThat(hone.run(ROUTE, new Ticket("t"))).isEqualTo(new Team("Route."));
    assertThat(model.requests).extracting(Request::model).containsOnly("scripted/model");
  }

  @Test
  void a_compiled_file_brings_its_prompts() {
    var program = new Predict<>(ROUTE);
    var file = folder.resolve("out.json");
    var better = Candidate.seedOf(program).instruct("route", "Better.");
    Compiled.of(program, better, Map.of()).write(file);
    var ready = hone.load(file, program);
    assertThat(ready.run(new Ticket("t"))).isEqualTo(new Team("Better."));
    assertThat(ready.candidate()).isEqualTo(better);
    assertThatThrownBy(() -> hone.load(file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("is written as code. Load it with the program");
    assertThatThrownBy(() -> hone.load(file, new Predict<>(Predictor.of("other", "x -> y", ""))))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining("slot 'other' is in the program only");
  }

  @Test
  void a_declarative_program_is_loaded_from_its_file_alone() {
    var pipeline = Pipeline.of(List.of(Map.of("slot", "route", "signature", "ticket -> team")));
    var file = folder.resolve("out.json");
    Compiled.of(pipeline, Candidate.seedOf(pipeline).instruct("route", "Better."), Map.of())
        .write(file);
    assertThat(hone.load(file).run(Values.of("ticket", "t")))
        .isEqualTo(Values.of("team", "Better."));
  }

  @Test
  void the_format_of_the_file_is_used_unless_told_otherwise() {
    var program = new Predict<>(ROUTE);
    var file = folder.resolve("out.json");
    Compiled.of(program, Candidate.seedOf(program), Map.of()).withFormat("xml").write(file);
    var asked = new ArrayList<String>();
    var plain = answering("<team>a</team>", asked);
    assertThat(Hone.with(plain).load(file, program).run(new Ticket("t"))).isEqualTo(new Team("a"));
    assertThat(asked.getFirst()).contains("<team>");
    Hone.with(plain).withFormat("markers").load(file, program).run(new Ticket("t"));
    assertThat(asked.getLast()).contains("[[ ## team ## ]]");
  }

  private static LanguageModel answering(String text, List<String> asked) {
    return new LanguageModel() {
      @Override
      public Completion complete(Request request) {
        asked.add(request.messages().toString());
        return Completion.of(text, Completion.Usage.NONE, name());
      }

      @Override
      public String name() {
        return "fixed/answer";
      }
    };
  }

  @Test
  void prompts_may_name_a_model_of_their_own() {
    var program = new Predict<>(ROUTE);
    var tuned = new Scripted(in -> Map.of("team", "tuned"));
    var candidate = Candidate.seedOf(program).with("route", p -> p.withModel("openai/tuned"));
    var opened = new ArrayList<String>();
    var ready =
        hone.withModels(
                spec -> {
                  opened.add(spec);
                  return tuned;
                })
            .prepare(program, candidate);
    assertThat(ready.run(new Ticket("t"))).isEqualTo(new Team("tuned"));
    assertThat(ready.run(new Ticket("u"))).isEqualTo(new Team("tuned"));
    assertThat(opened).containsExactly("openai/tuned");
    assertThat(model.requests).isEmpty();
  }

  @Test
  void the_steps_are_told_on_request_also_after_a_failure() {
    var noon = Instant.parse("2026-05-01T12:00:00Z");
    var program =
        new Program<Ticket, Team>() {
          @Override
          public Team run(Ticket input, Session session) throws IOException {
            assertThat(session.now()).isEqualTo(noon);
            session.call(ROUTE, input);
            throw new IOException("disk");
          }

          @Override
          public List<Predictor<?, ?>> predictors() {
            return List.of(ROUTE);
          }
        };
    var traced = hone.withClock(InstantSource.fixed(noon)).runTraced(program, new Ticket("t"));
    assertThat(traced.trace().steps()).hasSize(1);
    assertThat(traced.failure()).containsInstanceOf(IOException.class);
    assertThatThrownBy(traced::output)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("disk");
  }

  @Test
  void trouble_of_a_model_is_thrown_as_it_is() {
    var down =
        new Scripted(in -> {
          throw new ModelFailure(ModelFailure.Kind.SERVER, "The provider failed.");
        });
    assertThatThrownBy(() -> Hone.with(down).withAdapter(Scripted.JSON).run(ROUTE, new Ticket("t")))
        .isInstanceOf(ModelFailure.class);
  }

  @Test
  void a_model_that_does_not_exist_is_named() {
    assertThatThrownBy(() -> Hone.with("nowhere/model"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("nowhere");
  }
}
