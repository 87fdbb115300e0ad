package io.idlegrid.worker.edge.engine.docker;

import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.EngineGroups;
import io.idlegrid.worker.domain.run.GroupHost;
import io.idlegrid.worker.domain.run.GroupPlan;
import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * Groups as containers that share the network of one that does nothing, as in a pod. That network
 * is a loopback and nothing else: services find each other there, and neither the device nor its
 * neighbours can be reached, whatever the engine's bridges and filters are like.
 *
 * @param engine starts the container that keeps the network
 */
record DockerGroups(DockerEngine engine) implements EngineGroups {

  private static final List<String> KEEPER =
      List.of("/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done");

  @Override
  public GroupHost open(GroupPlan plan) throws EngineException {
    RunPlan keeper =
        new RunPlan(
            plan.attempt(),
            KEEPER,
            Map.of(),
            plan.folders(),
            plan.limits(),
            null,
            false,
            List.of());
    Start start = engine.start(keeper, (channel, bytes, length) -> {});
    if (start instanceof Start.Refused refused) {
      throw new EngineException(refused.text() + " (" + refused.hint() + ")");
    }
    DockerUnit unit = (DockerUnit) ((Start.Started) start).unit();
    try {
      for (Path volume : plan.volumes().values()) {
        engine.own(volume);
      }
      return new DockerGroup(engine, unit, plan, writtenHosts(plan));
    } catch (IOException e) {
      unit.close();
      throw new EngineException("the folders of a group cannot be laid out: " + e, e);
    }
  }

  /** All names stand for the loopback that the services share. */
  private static Path writtenHosts(GroupPlan plan) throws IOException {
    Path hosts = plan.folders().work().resolveSibling("hosts");
    Files.writeString(hosts, "127.0.0.1 localhost " + String.join(" ", plan.services()) + "\n");
    // Whatever the agent's umask is: services are other users.
    return Files.setPosixFilePermissions(hosts, PosixFilePermissions.fromString("rw-r--r--"));
  }
}
