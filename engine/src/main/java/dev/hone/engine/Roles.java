package dev.hone.engine;

import dev.hone.core.BadInput;
import dev.hone.lm.Adapter;
import dev.hone.lm.LanguageModel;
import java.util.function.Function;

/**
 * Whom a run asks, and in what format.
 *
 * @param studentFormat how the program's calls are written and read
 * @param teacherFormat how the teacher's and the judge's are
 * @param handles opens the model a prompt names for itself
 */
public record Roles(
    LanguageModel student,
    LanguageModel teacher,
    LanguageModel judge,
    Adapter studentFormat,
    Adapter teacherFormat,
    Function<String, LanguageModel> handles) {

  /** One model for everything. */
  public static Roles of(LanguageModel model, Adapter format) {
    return new Roles(model, model, model, format, format, Roles::unknown);
  }

  public Roles withTeacher(LanguageModel next, Adapter format) {
    return new Roles(
        student, next, judge.equals(teacher) ? next : judge, studentFormat, format, handles);
  }

  public Roles withJudge(LanguageModel next) {
    return new Roles(student, teacher, next, studentFormat, teacherFormat, handles);
  }

  public Roles withHandles(Function<String, LanguageModel> next) {
    return new Roles(student, teacher, judge, studentFormat, teacherFormat, next);
  }

  LanguageModel of(Role role) {
    return switch (role) {
      case STUDENT -> student;
      case TEACHER -> teacher;
      case JUDGE -> judge;
    };
  }

  Adapter formatOf(Role role) {
    return role == Role.STUDENT ? studentFormat : teacherFormat;
  }

  private static LanguageModel unknown(String handle) {
    throw new BadInput(
        "A prompt names the model '%s', and this run was given no way to open it. Pass one with Roles.withHandles."
            .formatted(handle));
  }
}
