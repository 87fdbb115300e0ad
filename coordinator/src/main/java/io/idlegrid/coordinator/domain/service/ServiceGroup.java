package io.idlegrid.coordinator.domain.service;

import io.idlegrid.coordinator.domain.image.ImageUse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Services that run side by side on one device. A replica of the group is a unit of its job.
 *
 * @param replicas devices that are to run it, until it is scaled
 */
public record ServiceGroup(List<Service> services, List<Volume> volumes, int replicas) {

  /** More replicas than this are several services. Not more than the units of one chunk. */
  public static final int MOST_REPLICAS = 1_000;

  public static final int MOST_SERVICES = 20;

  /** Asked for less, a device would be gated, and a replica moved, all the time. */
  public static final Duration LEAST_STAY = Duration.ofMinutes(5);

  public ServiceGroup {
    services = List.copyOf(services);
    volumes = List.copyOf(volumes);
    if (services.isEmpty() || services.size() > MOST_SERVICES) {
      throw new IllegalArgumentException("a group has 1.." + MOST_SERVICES + " services");
    }
    if (replicas < 0 || replicas > MOST_REPLICAS) {
      throw new IllegalArgumentException("a group has 0.." + MOST_REPLICAS + " replicas");
    }
  }

  /**
   * One service.
   *
   * @param image as it was when the group was submitted
   * @param entrypoint replaces the image's; empty to keep it
   * @param command replaces the image's arguments; empty to keep them
   * @param mounts by path
   * @param dependsOn what must be before it starts, by service
   */
  public record Service(
      String name,
      ImageUse image,
      List<String> entrypoint,
      List<String> command,
      Map<String, String> env,
      Map<String, Mount> mounts,
      Map<String, Condition> dependsOn,
      Optional<Health> health,
      Restart restart,
      int mostRestarts,
      double cpuCores,
      long memoryBytes) {

    public Service {
      entrypoint = List.copyOf(entrypoint);
      command = List.copyOf(command);
      env = Map.copyOf(env);
      mounts = Map.copyOf(mounts);
      dependsOn = Map.copyOf(dependsOn);
    }
  }

  /** A volume as a service sees it. */
  public record Mount(String volume, boolean readOnly) {}

  /** Room that services share and that ends with the replica. */
  public record Volume(String name, long bytes) {}

  /** How a service must be before another one starts. */
  public enum Condition {
    STARTED,
    HEALTHY,
    COMPLETED
  }

  /** After which ends a service is started again. */
  public enum Restart {
    NEVER,
    ON_FAILURE,
    ALWAYS
  }

  /**
   * How to find out whether a service is well.
   *
   * @param retries bad answers in a row that make it unhealthy
   * @param startPeriod bad answers so soon after its start do not count
   */
  public record Health(
      List<String> command,
      Duration interval,
      Duration timeout,
      int retries,
      Duration startPeriod) {

    public Health {
      command = List.copyOf(command);
    }
  }
}
