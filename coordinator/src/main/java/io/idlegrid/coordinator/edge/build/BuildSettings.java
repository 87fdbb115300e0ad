package io.idlegrid.coordinator.edge.build;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the operator lends to builds. One runs at a time.
 *
 * @param engine the engine's socket: {@code unix:///var/run/docker.sock}
 * @param memoryBytes of each step
 * @param cpus cores
 * @param time of a whole build
 * @param diskBytes that a build may take from the engine's disk, and a folder may have
 * @param network whether steps reach the network; off unless the operator wants it
 */
public record BuildSettings(
    URI engine, long memoryBytes, double cpus, Duration time, long diskBytes, boolean network) {

  /** Processes of all steps together. */
  static final int PROCESSES = 512;

  private static final long LEAST_MEMORY = 16L << 20;

  public BuildSettings {
    if (!"unix".equals(engine.getScheme()) || engine.getPath() == null) {
      throw new IllegalArgumentException(
          "builds need an engine of this machine, like unix:///var/run/docker.sock, not " + engine);
    }
    if (memoryBytes < LEAST_MEMORY
        || cpus <= 0
        || diskBytes <= 0
        || time.isNegative()
        || time.isZero()) {
      throw new IllegalArgumentException("builds need 16 MiB, some CPU, disk and time at least");
    }
  }

  Path socket() {
    return Path.of(engine.getPath());
  }
}
