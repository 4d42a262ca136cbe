/** Values and contracts of Hone; knows nothing but {@code java.base}. */
@org.jspecify.annotations.NullMarked
module dev.hone.core {
  requires static transitive org.jspecify;

  exports dev.hone.core;
}
