package io.idlegrid.worker;

import io.idlegrid.worker.edge.engine.process.ProcessConfig.Plain;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the owner lends, and how.
 *
 * @param data folder for everything that the worker keeps
 * @param name what the device is called in the grid
 * @param labels to be found by
 * @param cpuPercent most CPU for all attempts together, in percent of the device
 * @param memoryPercent most memory for all attempts together, in percent of the device
 * @param diskBytes most disk for all attempts and the cache together
 * @param network whether attempts may use the network
 * @param plain whether units may run without a sandbox where none works
 * @param docker address of a container engine; empty for none
 * @param group name of the control group; two workers on one device need two
 * @param location coarse place, if the owner gives one
 */
public record WorkerConfig(
    Path data,
    String name,
    Map<String, String> labels,
    double cpuPercent,
    double memoryPercent,
    long diskBytes,
    boolean network,
    Plain plain,
    String docker,
    String group,
    @Nullable Place location) {

  public WorkerConfig {
    labels = Map.copyOf(labels);
    requirePercent("cpu", cpuPercent);
    requirePercent("memory", memoryPercent);
    if (diskBytes < 1 << 20) {
      throw new IllegalArgumentException("disk: less than 1 MiB is of no use");
    }
  }

  /** Degrees. */
  public record Place(double latitude, double longitude) {}

  private static void requirePercent(String what, double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException(
          what + ": " + percent + " is not a percentage above 0 and up to 100");
    }
  }
}
