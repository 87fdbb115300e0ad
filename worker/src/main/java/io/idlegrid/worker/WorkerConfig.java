package io.idlegrid.worker;

import io.idlegrid.image.registry.RegistryAddress;
import io.idlegrid.worker.edge.engine.process.ProcessConfig.Plain;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import io.idlegrid.worker.edge.nearby.ReaderNetworks;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the owner lends, and how.
 *
 * @param name what the device is called in the grid
 * @param labels to be found by
 * @param cpuPercent most CPU for all attempts together, in percent of the device
 * @param memoryPercent most memory for all attempts together, in percent of the device
 * @param diskBytes most disk for all attempts and the cache together
 * @param network whether attempts may use the network
 * @param plain whether units may run without a sandbox where none works
 * @param stopBySignal whether SIGSTOP may stand in where the kernel has no freezer
 * @param docker address of a container engine; empty for none
 * @param group name of the control group; two workers on one device need two
 * @param proc where the device's {@code /proc} is mounted
 * @param location coarse place, if the owner gives one
 * @param sharing where images come from, and to whom they are handed on
 */
public record WorkerConfig(
    String name,
    Map<String, String> labels,
    double cpuPercent,
    double memoryPercent,
    long diskBytes,
    boolean network,
    Plain plain,
    boolean stopBySignal,
    String docker,
    String group,
    Path proc,
    @Nullable Place location,
    Sharing sharing) {

  private static final int MOST_NAME = 100;

  public WorkerConfig {
    labels = Map.copyOf(labels);
    if (name.isBlank() || name.length() > MOST_NAME) {
      throw new IllegalArgumentException("name: a device's name has 1 to 100 characters");
    }
    requirePercent("cpu", cpuPercent);
    requirePercent("memory", memoryPercent);
    if (diskBytes < 1 << 20) {
      throw new IllegalArgumentException("disk: less than 1 MiB is of no use");
    }
    if (!group.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
      throw new IllegalArgumentException(
          "group: '" + group + "' is not a name of letters, digits, '-' and '_'");
    }
  }

  /**
   * Images from and to other devices.
   *
   * @param listen where images are handed on to others; absent for nowhere
   * @param diskBytes most disk for that, besides what is lent to attempts
   * @param readers who may read there
   * @param from caches that are asked before the coordinator, the nearest first
   * @param nearby whether caches are also looked for in the networks of this device
   * @param registry where a cache reads layers before it asks for their parts; absent for nowhere
   */
  public record Sharing(
      @Nullable InetSocketAddress listen,
      long diskBytes,
      ReaderNetworks readers,
      List<CoordinatorUrl> from,
      boolean nearby,
      @Nullable RegistryAddress registry) {

    public Sharing {
      from = List.copyOf(from);
      if (listen != null && nearby) {
        throw new IllegalArgumentException(
            "from: a cache asks caches that are named; 'nearby' is for the devices behind it");
      }
      if (listen == null && registry != null) {
        throw new IllegalArgumentException(
            "cache-registry: only a cache reads from a registry; make this device one with --cache");
      }
    }
  }

  /** Degrees. */
  public record Place(double latitude, double longitude) {

    public Place {
      if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
        throw new IllegalArgumentException(
            "location: " + latitude + "," + longitude + " is not a latitude and a longitude");
      }
    }
  }

  private static void requirePercent(String what, double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException(
          what + ": " + percent + " is not a percentage above 0 and up to 100");
    }
  }
}
