import org.jspecify.annotations.NullMarked;

/** Loading, mapping and splitting of examples; metrics and graders. */
@NullMarked
module dev.hone.data {
  requires transitive dev.hone.core;
  requires de.siegmar.fastcsv;
  requires java.net.http;
  requires static org.jspecify;

  exports dev.hone.data;
}
