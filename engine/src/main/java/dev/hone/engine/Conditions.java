package dev.hone.engine;

import dev.hone.core.Settings;

/**
 * How a rollout is run, where it differs from the usual.
 *
 * @param sample tells repeated rollouts of one candidate on one example apart
 * @param settings override the candidate's
 * @param role whose model runs the program
 */
public record Conditions(int sample, Settings settings, Role role) {
  public static final Conditions USUAL = new Conditions(0, Settings.NONE, Role.STUDENT);

  public Conditions withSample(int next) {
    return new Conditions(next, settings, role);
  }

  public Conditions withTemperature(double temperature) {
    return new Conditions(sample, settings.with("temperature", temperature), role);
  }

  public Conditions withRole(Role next) {
    return new Conditions(sample, settings, next);
  }
}
