package io.idlegrid.coordinator.edge.link;

import io.idlegrid.coordinator.domain.service.ServiceGroup;
import io.idlegrid.protocol.link.Group;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes what workers are told of a group of services. */
final class GroupToWorker {

  private GroupToWorker() {}

  static Group group(ServiceGroup group) {
    return new Group(
        group.services().stream().map(GroupToWorker::service).toList(),
        group.volumes().stream()
            .map(volume -> new Group.Volume(volume.name(), volume.bytes()))
            .toList());
  }

  private static Group.Service service(ServiceGroup.Service service) {
    return new Group.Service(
        service.name(),
        service.image().digest(),
        service.entrypoint(),
        service.command(),
        service.env(),
        service.mounts().entrySet().stream()
            .map(
                mount ->
                    new Group.Mount(
                        mount.getValue().volume(), mount.getKey(), mount.getValue().readOnly()))
            .toList(),
        service.dependsOn().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> word(each.getValue()))),
        service.health().map(GroupToWorker::health).orElse(null),
        word(service.restart()),
        service.mostRestarts(),
        service.cpuCores(),
        service.memoryBytes());
  }

  private static Group.Health health(ServiceGroup.Health health) {
    return new Group.Health(
        health.command(),
        health.interval().toMillis(),
        health.timeout().toMillis(),
        health.retries(),
        health.startPeriod().toMillis());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
