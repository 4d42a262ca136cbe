package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Settings;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Study;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Has texts of a candidate rewritten by what the candidate made of some examples. */
final class GepaReflector {
  private final Gepa options;
  private final Study study;
  private final Rewrites rewrites;
  private final Settings settings;

  GepaReflector(Gepa options, Study study) {
    this.options = options;
    this.study = study;
    this.rewrites = new Rewrites(study, options.maxLength(), true);
    this.settings =
        options.temperature().map(t -> Settings.of("temperature", t)).orElse(Settings.NONE);
  }

  /** A new text for each component, where the teacher wrote one. */
  List<Optional<String>> texts(
      Evaluation before, List<Component> components, List<Candidate> rejected) {
    var parent = before.candidate();
    return study.map(
        components,
        component -> {
          var text = component.text(parent);
          if (component.own(study)) return improved(before, component, rejected);
          var ask =
              new GepaPrompt.Ask(
                  text,
                  Cases.text(before.rollouts(), component.slot()),
                  component.purpose(study),
                  reminder(rejected, component),
                  Rewrites.variables(text),
                  component.key().isEmpty()
                      ? Rewrites.fixed(parent, component.slot())
                      : Optional.empty());
          return study.ask(GepaPrompt.REFLECT, ask, 1, settings).stream()
              .findFirst()
              .map(GepaPrompt.Rewriting::instruction);
        });
  }

  private Optional<String> improved(
      Evaluation before, Component component, List<Candidate> rejected) {
    var text = component.text(before.candidate());
    var ask =
        new TextPrompts.Ask(
            text,
            component.purpose(study).orElseThrow(),
            Cases.text(before.rollouts(), component.slot()),
            reminder(rejected, component),
            Rewrites.variables(text),
            Rewrites.fixed(before.candidate(), component.slot()));
    return study.ask(TextPrompts.IMPROVE, ask, 1, settings).stream()
        .findFirst()
        .map(TextPrompts.Text::text);
  }

  private Optional<String> reminder(List<Candidate> rejected, Component component) {
    var some = rejected.subList(Math.max(0, rejected.size() - options.memory()), rejected.size());
    var texts = some.stream().map(component::text).distinct().collect(Collectors.joining("\n\n"));
    return texts.isEmpty() ? Optional.empty() : Optional.of(texts);
  }

  /** The parent with the texts that can be used. */
  Candidate child(Candidate parent, List<Component> components, List<Optional<String>> texts) {
    var child = parent;
    for (int i = 0; i < texts.size(); i++) {
      var component = components.get(i);
      var base = child;
      child =
          texts
              .get(i)
              .flatMap(text -> component.rewritten(rewrites, base, text, "reflect"))
              .orElse(base);
    }
    return child;
  }
}
