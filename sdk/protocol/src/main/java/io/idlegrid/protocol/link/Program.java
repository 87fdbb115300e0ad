package io.idlegrid.protocol.link;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of a grant that is the same for all units of a job; sent once per device and job.
 *
 * @param job the job's id
 * @param owner account that the job belongs to, shown to the device's owner
 * @param title what the job is called, shown to the device's owner
 * @param type kind of work, such as {@code batch} or {@code inference}; absent from a coordinator
 *     that does not tell yet
 * @param labels of the job
 * @param command program and arguments before placeholders are replaced
 * @param merge command of the merge program; empty when there is none
 * @param artifacts read-only inputs; the role {@code code} is unpacked beside the working folder
 * @param engine {@code docker}, {@code process} or {@code any}
 * @param image digest of the image that units run in: SHA-256 of its index
 * @param env further environment variables
 * @param network whether the unit may use the network
 * @param cpuCores ceiling of CPU use
 * @param memoryBytes memory limit
 * @param diskBytes limit of the working folder
 * @param outputBytes limit of what is collected
 * @param timeLimitMillis limit of running time, counted while not suspended; what lies behind a
 *     grant's checkpoint counts too
 * @param graceMillis how long the attempt may go on without a connection after its lease lapsed
 * @param collect pattern of the files to keep
 * @param group services that a unit consists of, instead of a command; only for {@code service}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Program(
    String job,
    String owner,
    String title,
    @Nullable String type,
    Map<String, String> labels,
    List<String> command,
    List<String> merge,
    List<Artifact> artifacts,
    String engine,
    @Nullable String image,
    Map<String, String> env,
    boolean network,
    double cpuCores,
    long memoryBytes,
    long diskBytes,
    long outputBytes,
    long timeLimitMillis,
    long graceMillis,
    String collect,
    @Nullable Group group) {

  public Program {
    labels = labels == null ? Map.of() : Map.copyOf(labels);
  }

  /** Role of the artifact that holds the program's files. */
  public static final String CODE = "code";

  /**
   * A read-only input of every unit.
   *
   * @param role name under which the command refers to it
   * @param sha256 lower-case hex
   * @param size in bytes
   * @param archive whether it is unpacked into a folder (tar, tar.gz or zip) or left a file
   */
  public record Artifact(String role, String sha256, long size, boolean archive) {}
}
