package io.idlegrid.coordinator.edge.rest.view;

import io.idlegrid.coordinator.domain.service.ServiceGroup;
import io.idlegrid.coordinator.domain.service.ServiceState;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.ReplicaView;
import io.idlegrid.coordinator.flow.ReplicaView.Running;
import io.idlegrid.protocol.service.ServiceView;
import java.util.List;
import java.util.Optional;

/** Groups of services as the records that travel. */
public final class ServiceViews {

  private ServiceViews() {}

  /**
   * A group and its replicas; one that is over has none.
   *
   * @param compose the file that it was submitted as
   */
  public static ServiceView view(JobProgress progress, List<ReplicaView> replicas, String compose) {
    return new ServiceView(
        JobViews.view(progress),
        progress.job().spec().group().map(ServiceGroup::services).orElse(List.of()).stream()
            .map(ServiceGroup.Service::name)
            .toList(),
        replicas.stream().map(ServiceViews::replica).toList(),
        compose);
  }

  private static ServiceView.Replica replica(ReplicaView replica) {
    Optional<Running> running = replica.running();
    return new ServiceView.Replica(
        replica.index(),
        replica.state(),
        running.map(Running::device).orElse(null),
        running.map(Running::phase).orElse(null),
        running.map(each -> each.active().toMillis() / 1000.0).orElse(null),
        running.map(Running::services).orElse(List.of()).stream()
            .map(ServiceViews::service)
            .toList());
  }

  private static ServiceView.ServiceState service(ServiceState state) {
    return new ServiceView.ServiceState(
        state.name(), state.state(), state.restarts(), state.detail());
  }
}
