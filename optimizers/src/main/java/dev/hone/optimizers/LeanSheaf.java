package dev.hone.optimizers;

import dev.hone.core.Candidate;
import dev.hone.core.Example;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Rewritings of one prompt, put together to one challenger.
 *
 * @param failures how many failures each was written for
 */
record LeanSheaf(Ledger ledger, Rewrites rewrites, int failures) {
  /** On so many failures, at most, a challenger is tried before anything else. */
  private static final int MOST_WRITTEN = 8;

  /** One challenger with all the rewritings, where they can be put together. */
  Optional<LeanTicket.Challenger> of(Candidate parent, List<LeanTicket.Challenger> ideas) {
    if (ideas.size() < 2) return Optional.empty();
    var child = Optional.of(parent);
    for (var slot : parent.slots().keySet()) {
      var base = parent.at(slot).instructions().open();
      var texts =
          ideas.stream()
              .map(i -> i.child().at(slot).instructions().open())
              .filter(t -> !t.equals(base))
              .toList();
      if (texts.isEmpty()) continue;
      var text = texts.size() == 1 ? Optional.of(texts.getFirst()) : joined(base, texts);
      if (text.isEmpty()) return Optional.empty();
      child = child.flatMap(c -> rewrites.apply(c, slot, text.get(), "together"));
    }
    child.ifPresent(c -> ledger.shows(c, ledger.shownBy(parent)));
    return child
        .filter(c -> ideas.stream().noneMatch(i -> i.child().equals(c)))
        .map(c -> new LeanTicket.Challenger(c, parent, written(ideas), "together", false, false));
  }

  /** What rewritings were written for, a case of each before a second of any. */
  private List<Example> written(List<LeanTicket.Challenger> ideas) {
    var written = new LinkedHashSet<Example>();
    for (int i = 0; i < failures; i++)
      for (var idea : ideas)
        if (i < idea.written().size() && written.size() < MOST_WRITTEN)
          written.add(idea.written().get(i));
    return List.copyOf(written);
  }

  /** When none keeps the base, but they are alike, they are put together without it. */
  private static Optional<String> joined(String base, List<String> texts) {
    return Patches.merge(base, texts)
        .or(() -> {
          var whole = Optional.of(texts.getFirst());
          for (var text : texts.subList(1, texts.size()))
            whole = whole.flatMap(w -> Patches.union(w, text));
          return whole;
        });
  }
}
