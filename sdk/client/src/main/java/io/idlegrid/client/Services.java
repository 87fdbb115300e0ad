package io.idlegrid.client;

import io.idlegrid.protocol.job.JobReceipt;
import io.idlegrid.protocol.job.JobView;
import io.idlegrid.protocol.service.ServiceView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Groups of services that run on idle devices until they are stopped. All services of a group run
 * together on one device and find each other by name; each replica of the group is on a device of
 * its own, and on another one when that is needed or goes away.
 *
 * <pre>{@code
 * String id = grid.services().up(Path.of("compose.yaml"));
 * ServiceView view = grid.services().get(id);       // which device, and how each service is
 * grid.services().scale(id, 3);
 * grid.services().down(id);
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
public final class Services {

  private static final String PATH = "/api/v1/services";

  private final GridApi api;

  Services(GridApi api) {
    this.api = api;
  }

  /**
   * Starts the services of a Compose file; their images were pushed before.
   *
   * @return the id of the group, which is that of its job
   * @throws GridException {@code compose.…} with the line of what cannot be served
   */
  public String up(Path composeFile) {
    byte[] compose;
    try {
      compose = Files.readAllBytes(composeFile);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + composeFile, e);
    }
    Map<String, String> headers =
        Map.of("Idempotency-Key", UUID.randomUUID().toString(), "Content-Type", "application/yaml");
    return api.post(PATH, compose, JobReceipt.class, headers).id();
  }

  /** How a group and its replicas are. */
  public ServiceView get(String id) {
    return api.get(path(id), ServiceView.class);
  }

  /** The first page of groups, newest first, those that are over included. */
  public List<JobView> list() {
    return api.get(PATH, JobView.Page.class).items();
  }

  /**
   * Changes the number of replicas.
   *
   * @param replicas 0 stops all and keeps the group
   */
  public ServiceView scale(String id, int replicas) {
    return api.put(path(id) + "/scale", new ServiceView.Scale(replicas), ServiceView.class);
  }

  /**
   * Stops a group for good: on each device in the reverse of the order of its start.
   *
   * @throws GridException {@code service.none} for a job that is no group
   */
  public void down(String id) {
    String group = get(id).job().id();
    api.post("/api/v1/jobs/" + GridApi.segment(group) + "/cancel", null, JobView.class);
  }

  private static String path(String id) {
    return PATH + "/" + GridApi.segment(id);
  }
}
