package io.idlegrid.protocol.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.idlegrid.protocol.job.JobView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of services and its replicas.
 *
 * @param job the job that it is: id, state, counts; its units are the replicas
 * @param services names, in the order of the file
 * @param replicas those that are wanted, in order; none when it is over
 * @param compose the Compose file that it was submitted as
 */
public record ServiceView(
    JobView job, List<String> services, List<Replica> replicas, String compose) {

  /**
   * One replica: all services of the group on one device.
   *
   * @param state as of a unit: {@code ready} while no device has it, {@code running}, {@code done},
   *     {@code resting} after it ended badly again and again, until it is tried anew
   * @param device its name; absent while no device has it
   * @param phase what the device does with it: {@code fetching}, {@code running}, {@code frozen}
   * @param services how each is, as far as the device said
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Replica(
      long index,
      String state,
      @Nullable String device,
      @Nullable String phase,
      @Nullable Double activeSeconds,
      List<ServiceState> services) {}

  /**
   * One service of a replica.
   *
   * @param state {@code waiting}, {@code starting}, {@code running}, {@code healthy}, {@code
   *     unhealthy}, {@code backing off}, {@code completed}, {@code failed}, {@code stopping} or
   *     {@code stopped}
   * @param restarts starts after the first one on this device
   * @param detail how it last ended or why it is not well
   */
  public record ServiceState(String name, String state, int restarts, String detail) {}

  /**
   * How many replicas are wanted.
   *
   * @param replicas 0 stops all and keeps the service
   */
  public record Scale(int replicas) {}
}
