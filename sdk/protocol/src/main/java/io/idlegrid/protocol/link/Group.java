package io.idlegrid.protocol.link;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The services that each unit of a job of type {@code service} consists of. They share a network
 * that nothing else can be reached by.
 */
public record Group(List<Service> services, List<Volume> volumes) {

  public Group {
    services = services == null ? List.of() : List.copyOf(services);
    volumes = volumes == null ? List.of() : List.copyOf(volumes);
  }

  /**
   * One service.
   *
   * @param image digest of the image: SHA-256 of its index
   * @param entrypoint replaces the image's; empty to keep it
   * @param command replaces the image's arguments; empty to keep them
   * @param dependsOn by service, how it must be before this one starts: {@code started}, {@code
   *     healthy} or {@code completed}
   * @param restart {@code never}, {@code on_failure} or {@code always}
   * @param mostRestarts in a row; then the replica is given up on the device
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Service(
      String name,
      String image,
      List<String> entrypoint,
      List<String> command,
      Map<String, String> env,
      List<Mount> mounts,
      Map<String, String> dependsOn,
      @Nullable Health health,
      String restart,
      int mostRestarts,
      double cpuCores,
      long memoryBytes) {}

  /** A volume as a service sees it. */
  public record Mount(String volume, String path, boolean readOnly) {}

  /** Room that the services share and that ends with the replica. */
  public record Volume(String name, long bytes) {}

  /** A command whose exit code 0 says that a service is well. */
  public record Health(
      List<String> command,
      long intervalMillis,
      long timeoutMillis,
      int retries,
      long startPeriodMillis) {}
}
