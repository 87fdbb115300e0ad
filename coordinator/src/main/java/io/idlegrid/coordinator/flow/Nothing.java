package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.match.IdleOutlook;
import java.time.Duration;

/** The outlook of a device of which nothing is known: never idle. */
enum Nothing implements IdleOutlook {
  KNOWN;

  @Override
  public double idleProbability(double wantedPercent, Duration span) {
    return 0;
  }

  @Override
  public double peakQuantile(double quantile, Duration span) {
    return 100;
  }

  @Override
  public Duration idleWindow(double wantedPercent, double risk) {
    return Duration.ZERO;
  }

  @Override
  public double memoryProbability(double wantedPercent, Duration span) {
    return 0;
  }

  @Override
  public boolean isInformed() {
    return false;
  }

  @Override
  public String basis() {
    return "nothing is known";
  }
}
