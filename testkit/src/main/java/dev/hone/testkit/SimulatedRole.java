package dev.hone.testkit;

import java.util.List;
import java.util.Locale;

/** Which part of a simulated world a request is for. */
enum SimulatedRole {
  TASK,
  REFLECT;

  /** Told by the model's name; a Hone request for nothing but a case's code is always a task. */
  static SimulatedRole of(String model, AnswerForm form) {
    var name = model.toLowerCase(Locale.ROOT);
    boolean named =
        List.of("reflect", "propos", "optim", "mutat", "teacher").stream().anyMatch(name::contains);
    return named && !form.asksForCode() ? REFLECT : TASK;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
