package io.idlegrid.coordinator.domain.service;

import io.idlegrid.coordinator.domain.service.ServiceGroup.Condition;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Health;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Mount;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Restart;
import io.idlegrid.coordinator.domain.service.ServiceGroup.Volume;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A group as somebody described it; its images were not looked at yet.
 *
 * @param minimum how long a device should stay idle at least before it gets a replica
 * @param where CEL condition over the device
 * @param devices names or ids of the only devices that may run it; empty for all
 */
public record ServiceDraft(
    String name,
    List<Part> services,
    List<Volume> volumes,
    int replicas,
    Duration minimum,
    Optional<Placed<String>> where,
    Optional<Placed<List<String>>> devices) {

  public ServiceDraft {
    services = List.copyOf(services);
    volumes = List.copyOf(volumes);
  }

  /**
   * What can prove wrong only where it is looked up.
   *
   * @param place where it is written in the file, for whoever does not find it
   */
  public record Placed<T>(T value, String place) {}

  /**
   * One service.
   *
   * @param image as it is written
   * @param place of the image in the file, for whoever does not find it
   */
  public record Part(
      String name,
      String image,
      String place,
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

    public Part {
      entrypoint = List.copyOf(entrypoint);
      command = List.copyOf(command);
      env = Map.copyOf(env);
      mounts = Map.copyOf(mounts);
      dependsOn = Map.copyOf(dependsOn);
    }
  }

  public ServiceDraft with(int otherReplicas) {
    return new ServiceDraft(name, services, volumes, otherReplicas, minimum, where, devices);
  }

  public ServiceDraft called(String otherName) {
    return new ServiceDraft(otherName, services, volumes, replicas, minimum, where, devices);
  }
}
