package dev.hone.optimizers;

import dev.hone.core.BadInput;
import dev.hone.core.Candidate;
import dev.hone.core.Predictor;
import dev.hone.core.Settings;
import dev.hone.engine.Evaluation;
import dev.hone.engine.Rollout;
import dev.hone.engine.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Has texts of a candidate rewritten by what the candidate made of some examples. */
final class GepaReflector {
  private final Gepa options;
  private final Study study;
  private final Rewrites rewrites;
  private final Settings settings;

  GepaReflector(Gepa options, Study study, List<Component> components) {
    this.options = options;
    this.study = study;
    var names = components.stream().map(Component::name).toList();
    for (var name : options.templates().keySet())
      if (!names.contains(name))
        throw new BadInput(
            "Option templates names '%s', which is no text of the program. They are %s."
                .formatted(name, names));
    this.rewrites = new Rewrites(study, options.maxLength(), true);
    var length = options.maxTokens().map(n -> Settings.of("maxTokens", n)).orElse(Settings.NONE);
    this.settings = options.temperature().map(t -> length.with("temperature", t)).orElse(length);
  }

  /** A new text for each component, where the teacher wrote one. */
  List<Optional<String>> texts(
      Evaluation before, List<Component> components, List<Candidate> rejected) {
    if (options.componentSelection() != Gepa.ComponentSelection.COUPLED)
      return study.map(
          components, c -> rewritten(c, before, before.candidate(), rejected, Optional.empty()));
    var texts = new ArrayList<Optional<String>>();
    var sofar = before.candidate();
    for (var component : components) {
      var others = others(components, component, sofar);
      var text = rewritten(component, before, before.candidate(), rejected, others);
      texts.add(text);
      if (text.isPresent()) sofar = component.shown(sofar, text.get());
    }
    return texts;
  }

  private static Optional<String> others(
      List<Component> components, Component one, Candidate sofar) {
    var texts =
        components.stream()
            .filter(c -> !c.equals(one))
            .map(c -> c.name() + ":\n" + c.text(sofar))
            .collect(Collectors.joining("\n\n"));
    return Optional.of(texts).filter(t -> !t.isEmpty());
  }

  private Optional<String> rewritten(
      Component component,
      Evaluation before,
      Candidate parent,
      List<Candidate> rejected,
      Optional<String> others) {
    var rollouts = before.rollouts();
    int questions = options.reflector().questions(rollouts.size());
    if (questions == 1) return asked(component, parent, rollouts, rejected, others);
    var twice = new ArrayList<>(rollouts);
    twice.addAll(rollouts);
    var shuffled = Draw.shuffled(twice, study.random());
    int groups = questions - 1;
    var written =
        study
            .map(
                IntStream.range(0, groups).boxed().toList(),
                g -> {
                  int from = g * shuffled.size() / groups;
                  int to = (g + 1) * shuffled.size() / groups;
                  var some = shuffled.subList(from, to).stream().distinct().toList();
                  return asked(component, parent, some, rejected, others);
                })
            .stream()
            .flatMap(Optional::stream)
            .toList();
    return written.size() < 2 ? written.stream().findFirst() : combined(component, parent, written);
  }

  private Optional<String> combined(Component component, Candidate parent, List<String> written) {
    var text = component.text(parent);
    var several =
        new GepaPrompt.Several(
            text,
            String.join("\n\n---\n\n", written),
            Rewrites.variables(text),
            fixed(component, parent));
    return study.ask(GepaPrompt.COMBINE, several, 1, settings).stream()
        .findFirst()
        .map(GepaPrompt.Rewriting::instruction);
  }

  /** The first of two candidates with what both made of an ancestor's text, put together. */
  Optional<Candidate> crossed(Component component, Candidate ancestor, List<Candidate> both) {
    return combined(component, ancestor, both.stream().map(component::text).toList())
        .flatMap(text -> component.rewritten(rewrites, both.getFirst(), text, "merge"));
  }

  private Optional<String> asked(
      Component component,
      Candidate parent,
      List<Rollout> rollouts,
      List<Candidate> rejected,
      Optional<String> others) {
    var text = component.text(parent);
    var cases = Cases.text(rollouts, component.slot());
    var prompt = prompt(component);
    if (prompt.isPresent()) {
      var ask =
          new TextPrompts.Ask(
              text,
              cases,
              component.purpose(study),
              others.or(() ->
                  component.own(study)
                      ? Component.others(study, parent, component.slot())
                      : Optional.empty()),
              reminder(rejected, component),
              Rewrites.variables(text),
              fixed(component, parent));
      return study.ask(prompt.get(), ask, 1, settings).stream()
          .findFirst()
          .map(TextPrompts.Text::text);
    }
    var ask =
        new GepaPrompt.Ask(
            text,
            cases,
            component.purpose(study),
            reminder(rejected, component),
            Rewrites.variables(text),
            fixed(component, parent));
    return study.ask(GepaPrompt.REFLECT, ask, 1, settings).stream()
        .findFirst()
        .map(GepaPrompt.Rewriting::instruction);
  }

  /** What is asked instead of the usual; empty for the usual. */
  private Optional<Predictor<TextPrompts.Ask, TextPrompts.Text>> prompt(Component component) {
    var words =
        Optional.ofNullable(options.templates().get(component.name())).or(options::template);
    if (words.isPresent()) return words.map(GepaPrompt::own);
    if (component.own(study)) return Optional.of(TextPrompts.IMPROVE);
    return options.componentSelection() == Gepa.ComponentSelection.COUPLED
        ? Optional.of(GepaPrompt.COUPLED)
        : Optional.empty();
  }

  private static Optional<String> fixed(Component component, Candidate parent) {
    return component.key().isEmpty() ? Rewrites.fixed(parent, component.slot()) : Optional.empty();
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
