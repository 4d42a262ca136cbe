package dev.hone.programs;

import dev.hone.core.BadInput;
import dev.hone.core.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who gives what to whom in a pipeline.
 *
 * @param order the steps such that each comes after those it reads from
 */
record Wiring(
    List<PipelineStep> order,
    List<Field> inputs,
    List<Field> outputs,
    Map<String, PipelineStep> producers) {

  static Wiring of(List<PipelineStep> steps, List<String> chosen) {
    if (steps.isEmpty())
      throw new BadInput("The program has no step. Give at least one with 'slot' and 'signature'.");
    requireOwnSlots(steps);
    var producers = producers(steps);
    var inputs = inputs(steps, producers);
    var order = order(steps, producers);
    return new Wiring(order, inputs, outputs(order, producers, chosen), producers);
  }

  /** The slots of the steps that produce an input of this step, each once. */
  List<String> readsFrom(PipelineStep step) {
    return before(step, producers).stream().map(PipelineStep::slot).toList();
  }

  private static void requireOwnSlots(List<PipelineStep> steps) {
    var seen = new HashSet<String>();
    for (var step : steps)
      if (!seen.add(step.slot()))
        throw new BadInput(
            "Slot '%s' is declared twice. Give each step its own slot name."
                .formatted(step.slot()));
  }

  private static Map<String, PipelineStep> producers(List<PipelineStep> steps) {
    var producers = new LinkedHashMap<String, PipelineStep>();
    for (var step : steps)
      for (var field : step.signature().outputs()) {
        var other = producers.putIfAbsent(field.name(), step);
        if (other != null)
          throw new BadInput(
              "Steps '%s' and '%s' both produce '%s'. Rename one of the two outputs."
                  .formatted(other.slot(), step.slot(), field.name()));
      }
    return producers;
  }

  /** Checks every input against its producer, and collects those without one. */
  private static List<Field> inputs(List<PipelineStep> steps, Map<String, PipelineStep> producers) {
    var inputs = new LinkedHashMap<String, Field>();
    var first = new LinkedHashMap<String, String>();
    for (var step : steps)
      for (var field : step.signature().inputs()) {
        var producer = producers.get(field.name());
        if (producer != null) {
          requireFit(producer, producer.signature().output(field.name()), step, field);
          continue;
        }
        var other = inputs.get(field.name());
        if (other != null && !other.type().equals(field.type()))
          throw new BadInput(
              "The program's input '%s' is %s in step '%s' and %s in step '%s'. Declare the same type in both."
                  .formatted(
                      field.name(),
                      other.type().text(),
                      first.get(field.name()),
                      field.type().text(),
                      step.slot()));
        first.putIfAbsent(field.name(), step.slot());
        if (other == null || other.optional()) inputs.put(field.name(), field);
      }
    return List.copyOf(inputs.values());
  }

  private static void requireFit(
      PipelineStep from, Field produced, PipelineStep to, Field consumed) {
    if (produced.optional() && !consumed.optional())
      throw new BadInput(
          "Step '%s' needs '%s', but step '%s' may leave it out. Write '%s?' in step '%s', or drop the '?' in step '%s'."
              .formatted(
                  to.slot(),
                  produced.name(),
                  from.slot(),
                  Field.of(consumed.name(), consumed.type()).text(),
                  to.slot(),
                  from.slot()));
    if (!Fit.fits(produced.type(), consumed.type()))
      throw new BadInput(
          "Step '%s' produces '%s' as %s, but step '%s' takes it as %s. Declare the same type in both."
              .formatted(
                  from.slot(),
                  produced.name(),
                  produced.type().text(),
                  to.slot(),
                  consumed.type().text()));
  }

  private static List<PipelineStep> order(
      List<PipelineStep> steps, Map<String, PipelineStep> producers) {
    var done = new LinkedHashSet<PipelineStep>();
    while (done.size() < steps.size()) {
      var next =
          steps.stream()
              .filter(s -> !done.contains(s) && done.containsAll(before(s, producers)))
              .findFirst();
      if (next.isEmpty()) throw cycle(steps, done, producers);
      done.add(next.get());
    }
    return List.copyOf(done);
  }

  private static BadInput cycle(
      List<PipelineStep> steps, Set<PipelineStep> done, Map<String, PipelineStep> producers) {
    var path = new ArrayList<PipelineStep>();
    var step = steps.stream().filter(s -> !done.contains(s)).findFirst().orElseThrow();
    while (!path.contains(step)) {
      path.add(step);
      step =
          before(step, producers).stream().filter(s -> !done.contains(s)).findFirst().orElseThrow();
    }
    var ring = new ArrayList<>(path.subList(path.indexOf(step), path.size()));
    ring.add(step);
    var shown =
        ring.reversed().stream().map(PipelineStep::slot).collect(Collectors.joining(" -> "));
    return new BadInput(
        "Steps wait for each other: %s. Let one of them take an input of the program instead."
            .formatted(shown));
  }

  private static Set<PipelineStep> before(PipelineStep step, Map<String, PipelineStep> producers) {
    var before = new LinkedHashSet<PipelineStep>();
    for (var field : step.signature().inputs()) {
      var producer = producers.get(field.name());
      if (producer != null) before.add(producer);
    }
    return before;
  }

  private static List<Field> outputs(
      List<PipelineStep> order, Map<String, PipelineStep> producers, List<String> chosen) {
    if (chosen.isEmpty()) return order.getLast().signature().outputs();
    var outputs = new ArrayList<Field>();
    for (var name : new LinkedHashSet<>(chosen)) {
      var producer = producers.get(name);
      if (producer == null)
        throw new BadInput(
            "The program's output '%s' is produced by no step. Known are %s."
                .formatted(name, String.join(", ", producers.keySet())));
      outputs.add(producer.signature().output(name));
    }
    return outputs;
  }
}
