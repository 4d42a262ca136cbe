package dev.hone.engine;

/** On whose behalf a model is called. */
public enum Role {
  /** Runs the program. */
  STUDENT,
  /** Writes prompts, and runs the program where a method asks for a better one. */
  TEACHER,
  /** Grades. */
  JUDGE
}
