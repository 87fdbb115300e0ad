package io.idlegrid.worker.edge.engine.docker.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container to be made.
 *
 * @param attempt names it in all further messages
 * @param image digest, id or name of an image that the engine has; absent for the empty root
 * @param command as it is to be executed
 * @param user {@code uid:gid}
 * @param cgroupParent group or slice under which the engine makes the container's own
 * @param pod attempt whose container keeps the network that this one joins; absent for a network of
 *     its own
 * @param arguments with a pod only: replace the image's; with none here and no command, the image's
 *     own are used
 * @param init whether the engine is to put a process before the command that passes signals on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerSpec(
    String attempt,
    @Nullable String image,
    List<String> command,
    Map<String, String> env,
    List<Mount> mounts,
    String workingFolder,
    String user,
    String cgroupParent,
    double cpuCores,
    long memoryBytes,
    long processes,
    long fileBytes,
    boolean network,
    boolean init,
    @Nullable String pod,
    List<String> arguments) {

  /** A folder or file of the device, as the container sees it. */
  public record Mount(String from, String seen, boolean readOnly) {}
}
