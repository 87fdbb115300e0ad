package io.idlegrid.protocol.link;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended. Repeated by the worker until it is acknowledged.
 *
 * @param lease names the attempt
 * @param mac the grant's proof, so that late evidence counts after a restart of the coordinator
 * @param kind what happened
 * @param exitCode of the command, where it exited
 * @param detail in words; names the limit that was hit and its value
 * @param outputs collected files
 * @param log the end of standard output and error
 * @param checkpoint SHA-256 of the checkpoint archive, for {@code CHECKPOINTED}
 * @param startedAtMillis epoch milliseconds at which the command started; absent if it never did
 * @param activeMillis running time without suspension
 * @param cpuMillis CPU time used
 * @param peakMemoryBytes most memory used, where the kernel tells
 * @param engine engine that ran it; absent if it never started
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AttemptOutcome(
    LeaseRef lease,
    String mac,
    Kind kind,
    @Nullable Integer exitCode,
    @Nullable String detail,
    List<OutputFile> outputs,
    @Nullable LogTail log,
    @Nullable String checkpoint,
    @Nullable Long startedAtMillis,
    long activeMillis,
    long cpuMillis,
    @Nullable Long peakMemoryBytes,
    @Nullable String engine) {

  /** What happened, and whose doing it was. */
  public enum Kind {
    /** Exit code 0 and outputs collected. */
    SUCCEEDED,
    /** The command exited with another code. */
    FAILED,
    TIME_LIMIT,
    MEMORY_LIMIT,
    DISK_LIMIT,
    OUTPUT_LIMIT,
    /** Too many processes. */
    PROCESS_LIMIT,
    /** Exit code 85, or stopped by us with files in the checkpoint directory. */
    CHECKPOINTED,
    /** Given back by the device without fault of the unit: owner's load, shutdown, policy. */
    RETURNED,
    /** The job asks for what cannot be started here: image not to be had, plan not accepted. */
    UNFIT,
    /** The device could not run it: engine broken, disk full, blob not fetched. */
    DEVICE_FAULT
  }

  /**
   * One collected file. Small contents travel inline, larger ones are uploaded as blobs first.
   *
   * @param path relative to the collecting folder, with forward slashes
   * @param size in bytes
   * @param sha256 lower-case hex
   * @param inline contents in base64; absent when uploaded
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OutputFile(String path, long size, String sha256, @Nullable String inline) {}

  /**
   * The bounded log of an attempt.
   *
   * @param text the kept end
   * @param droppedBytes how many bytes before it were not kept
   */
  public record LogTail(String text, long droppedBytes) {}
}
