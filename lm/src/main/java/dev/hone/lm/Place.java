package dev.hone.lm;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A position in the tree of a rollout's steps; numbers what begins there from 1. */
final class Place {
  private final @Nullable Place outer;
  private final String path;
  private final Optional<String> step;
  private final String branchPath;
  private final AtomicInteger last = new AtomicInteger();

  private Place(@Nullable Place outer, String path, Optional<String> step, String branchPath) {
    this.outer = outer;
    this.path = path;
    this.step = step;
    this.branchPath = branchPath;
  }

  static Place root() {
    return new Place(null, "", Optional.empty(), "");
  }

  /** The id of what begins here next. */
  String next() {
    int ordinal = last.incrementAndGet();
    return path.isEmpty() ? Integer.toString(ordinal) : path + "." + ordinal;
  }

  /** Within a step that began here. */
  Place inside(String id) {
    return new Place(this, id, Optional.of(id), branchPath);
  }

  /** Beside what goes on here, under an ordinal reserved now. */
  Place branch() {
    var reserved = next();
    return new Place(this, reserved, step, reserved);
  }

  /** The step that is going on. */
  Optional<String> step() {
    return step;
  }

  /** The path of the innermost branch around here; empty outside of branches. */
  String branchPath() {
    return branchPath;
  }

  boolean isWithin(Place other) {
    for (@Nullable Place p = this; p != null; p = p.outer) if (p == other) return true;
    return false;
  }
}
