/** Programs to read, compiled and run by the build. */
package dev.hone.examples;
