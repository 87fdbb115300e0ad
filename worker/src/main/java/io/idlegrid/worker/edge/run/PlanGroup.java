package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.Group;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.worker.domain.group.HealthCheck;
import io.idlegrid.worker.domain.group.Restart;
import io.idlegrid.worker.domain.group.ServicePlan;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.GroupPlan;
import io.idlegrid.worker.domain.run.UnitFolders;
import io.idlegrid.worker.domain.run.UnitLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns the group that was granted into plans that an engine can carry out.
 *
 * @param mostCores most cores for one unit, by the owner's policy
 */
record PlanGroup(Program program, Group group, AttemptFolders folders, double mostCores) {

  /** The group as a whole; its volumes are made. */
  GroupPlan whole(AttemptName attempt, UnitFolders unitFolders) throws IOException {
    Map<String, Path> volumes = new LinkedHashMap<>();
    for (Group.Volume volume : group.volumes()) {
      Path folder = folders.volume(volume.name()).toAbsolutePath();
      volumes.put(volume.name(), Files.createDirectories(folder));
    }
    return new GroupPlan(
        attempt,
        unitFolders,
        new UnitLimits(
            Math.min(program.cpuCores(), mostCores),
            program.memoryBytes(),
            AttemptRunner.MOST_PROCESSES,
            program.diskBytes()),
        group.services().stream().map(Group.Service::name).toList(),
        volumes);
  }

  /**
   * Its services.
   *
   * @param images what the engine calls them, by digest
   */
  List<ServicePlan> services(Map<String, String> images) {
    return group.services().stream().map(service -> service(service, images)).toList();
  }

  private ServicePlan service(Group.Service service, Map<String, String> images) {
    return new ServicePlan(
        service.name(),
        Objects.requireNonNull(images.get(service.image())),
        service.entrypoint(),
        service.command(),
        service.env(),
        service.mounts().stream()
            .collect(
                Collectors.toMap(
                    Group.Mount::path,
                    mount -> new ServicePlan.VolumeUse(mount.volume(), mount.readOnly()))),
        service.dependsOn().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    each -> ServicePlan.Condition.valueOf(upper(each.getValue())))),
        Optional.ofNullable(service.health()).map(PlanGroup::health).orElse(null),
        new Restart(Restart.When.valueOf(upper(service.restart())), service.mostRestarts()),
        Math.min(service.cpuCores(), mostCores),
        service.memoryBytes());
  }

  private static HealthCheck health(Group.Health health) {
    long shortest = HealthCheck.SHORTEST_INTERVAL.toMillis();
    return new HealthCheck(
        health.command(),
        Duration.ofMillis(Math.max(shortest, health.intervalMillis())),
        Duration.ofMillis(health.timeoutMillis()),
        health.retries(),
        Duration.ofMillis(health.startPeriodMillis()));
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
