/** Programs to read, compiled and run by the build. */
module dev.hone.examples {
  requires dev.hone;
}
