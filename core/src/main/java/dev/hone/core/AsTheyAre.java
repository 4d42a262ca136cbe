package dev.hone.core;

/** One side of a predictor whose type is {@link Values} already. */
@FunctionalInterface
interface AsTheyAre extends Codec<Values> {
  @Override
  default Values encode(Values value) {
    return value;
  }

  @Override
  default Values decode(Values values) {
    return values;
  }
}
