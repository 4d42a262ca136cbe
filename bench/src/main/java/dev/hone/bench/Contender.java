package dev.hone.bench;

import dev.hone.core.BadInput;
import dev.hone.core.Values;
import dev.hone.engine.Optimizer;
import dev.hone.engine.Optimizers;
import dev.hone.store.RunRecord;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A method that takes part.
 *
 * @param label how tables call it; no two contenders of a contest share one
 */
public record Contender(String label, Optimizer optimizer) {

  /** A method with its defaults, under its own name. */
  public static Contender of(Optimizer optimizer) {
    return new Contender(optimizer.name(), optimizer);
  }

  /**
   * Reads {@code name} or {@code name(option=value, option=value)}, which is also the label.
   *
   * @throws BadInput for an unknown name, an unknown option or a value that does not fit
   */
  public static Contender parse(String text) {
    var label = text.strip();
    int open = label.indexOf('(');
    if (open < 0) return of(Optimizers.of(label, Map.of()));
    if (!label.endsWith(")"))
      throw new BadInput(
          "'%s' has no closing bracket. Write name(option=value, option=value).".formatted(label));
    var options = new LinkedHashMap<String, String>();
    for (var pair : label.substring(open + 1, label.length() - 1).split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0)
        throw new BadInput(
            "'%s' of '%s' is no option. Write name(option=value, option=value)."
                .formatted(pair.strip(), label));
      options.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
    var optimizer = Optimizers.of(label.substring(0, open).strip(), options);
    var shown =
        options.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(", ", "(", ")"));
    return new Contender(optimizer.name() + shown, optimizer);
  }

  /**
   * Checks that tables can tell contenders apart.
   *
   * @throws BadInput naming the label that occurs twice
   */
  public static void requireDistinct(List<Contender> contenders) {
    var labels = new HashSet<String>();
    for (var contender : contenders)
      if (!labels.add(contender.label()))
        throw new BadInput(
            "Method '%s' is named twice. Name it once.".formatted(contender.label()));
  }

  RunRecord.Method method() {
    return new RunRecord.Method(optimizer.name(), String.valueOf(optimizer.version()), options());
  }

  Values options() {
    return Optimizers.values(optimizer);
  }
}
