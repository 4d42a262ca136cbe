package dev.hone.cli;

import dev.hone.engine.Spent;
import dev.hone.store.RunRecord;
import java.util.Map;
import java.util.Optional;

/** Why a run is made, where that is more than to improve the prompts of a task. */
interface Occasion {
  /** A plain search. */
  Occasion OPTIMIZE =
      new Occasion() {
        @Override
        public String command() {
          return "optimize";
        }

        @Override
        public RunRecord marked(RunRecord record) {
          return record;
        }

        @Override
        public Spent before(RunFolder folder) {
          return Spent.NOTHING;
        }

        @Override
        public Map<String, Object> provenance() {
          return Map.of();
        }

        @Override
        public String text(Optimization.Outcome outcome, int columns) {
          return outcome.summary().text(columns);
        }

        @Override
        public Map<String, Object> json(Optimization.Outcome outcome, String place) {
          return outcome.summary().json(Optional.of(place));
        }
      };

  /** The command that goes on with such a run. */
  String command();

  /** The record with what is particular. */
  RunRecord marked(RunRecord record);

  /**
   * Does what comes before the search, each time a process works on the run.
   *
   * @return what that spent, to be taken from the budget
   */
  Spent before(RunFolder folder);

  /** What the compiled program should say of its origin besides. */
  Map<String, Object> provenance();

  /** The outcome for people, without the files. */
  String text(Optimization.Outcome outcome, int columns);

  /** The one object of {@code --json}. */
  Map<String, Object> json(Optimization.Outcome outcome, String place);
}
