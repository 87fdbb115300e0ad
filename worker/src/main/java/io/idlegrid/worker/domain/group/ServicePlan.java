package io.idlegrid.worker.domain.group;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One service of a group.
 *
 * @param name by which the others find it
 * @param image what the engine calls the image
 * @param entrypoint replaces the image's; empty to keep it
 * @param command replaces the image's arguments; empty to keep them
 * @param volumes by the path at which it sees them
 * @param dependsOn what must be before it starts, by service
 * @param health absent when nobody asks
 */
public record ServicePlan(
    String name,
    String image,
    List<String> entrypoint,
    List<String> command,
    Map<String, String> env,
    Map<String, VolumeUse> volumes,
    Map<String, Condition> dependsOn,
    @Nullable HealthCheck health,
    Restart restart,
    double cpuCores,
    long memoryBytes) {

  public ServicePlan {
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    env = Map.copyOf(env);
    volumes = Map.copyOf(volumes);
    dependsOn = Map.copyOf(dependsOn);
  }

  /** A volume as a service sees it. */
  public record VolumeUse(String volume, boolean readOnly) {}

  /** How a service must be before another one starts. */
  public enum Condition {
    STARTED,
    HEALTHY,
    COMPLETED;

    /** Whether a service in this state is so. */
    public boolean isMetBy(ServiceState state) {
      return switch (this) {
        case STARTED -> isUp(state) || state == ServiceState.COMPLETED;
        case HEALTHY -> state == ServiceState.HEALTHY;
        case COMPLETED -> state == ServiceState.COMPLETED;
      };
    }

    /** Whether a service in this state is so, or may still become so. */
    public boolean canBeMetBy(ServiceState state) {
      return switch (state) {
        case COMPLETED, FAILED, STOPPED -> isMetBy(state);
        case WAITING, STARTING, RUNNING, HEALTHY, UNHEALTHY, BACKING_OFF, STOPPING -> true;
      };
    }

    private static boolean isUp(ServiceState state) {
      return state == ServiceState.RUNNING || state == ServiceState.HEALTHY;
    }
  }
}
