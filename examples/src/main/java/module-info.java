import org.jspecify.annotations.NullMarked;

/** Programs to read, compiled and run by the build. */
@NullMarked
module dev.hone.examples {
  requires dev.hone;
  requires static org.jspecify;
}
