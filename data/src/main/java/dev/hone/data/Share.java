package dev.hone.data;

import dev.hone.core.BadInput;

/** How much of a file goes into a split. */
public sealed interface Share {

  /** A part of all examples, from 0 to 1. */
  record Fraction(double part) implements Share {
    public Fraction {
      if (!(part >= 0 && part <= 1))
        throw new BadInput(
            "A share of the data is %s. Use a fraction from 0 to 1, or a whole number of examples."
                .formatted(part));
    }
  }

  /** That many examples. */
  record Count(int examples) implements Share {
    public Count {
      if (examples < 0)
        throw new BadInput(
            "A share of the data is %d. Use a fraction from 0 to 1, or a whole number of examples."
                .formatted(examples));
    }
  }

  static Share of(double part) {
    return new Fraction(part);
  }

  static Share of(int examples) {
    return new Count(examples);
  }

  default int of(int all, int left) {
    long wanted =
        switch (this) {
          case Fraction(var part) -> Math.round(part * all);
          case Count(var examples) -> examples;
        };
    return (int) Math.min(wanted, left);
  }
}
