package io.idlegrid.protocol.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that ran on a device and is over.
 *
 * @param number among those of the device, from 1
 * @param account for whom it ran; told to the device's owner, to them, and to who may see all jobs
 * @param name of the job, told likewise
 * @param end how it ended: {@code SUCCEEDED}, {@code FAILED}, {@code TIME_LIMIT}, {@code
 *     MEMORY_LIMIT}, {@code DISK_LIMIT}, {@code OUTPUT_LIMIT}, {@code PROCESS_LIMIT}, {@code
 *     CHECKPOINTED} or {@code RETURNED} (it made way, and its unit goes on elsewhere), {@code
 *     UNFIT}, {@code DEVICE_FAULT}, {@code LOST} (the device was silent for a lease) or {@code
 *     WITHDRAWN} (nobody wanted it any more)
 * @param detail why, in words; may be empty. Told like the account
 * @param activeSeconds running time without suspension
 * @param cpuSeconds CPU time used; 0 where the device did not come to tell
 * @param phases what the device said it did with it, oldest first; of one that changed often, the
 *     latest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndedAttemptView(
    long number,
    String job,
    long unit,
    @Nullable String account,
    @Nullable String name,
    Instant grantedAt,
    Instant endedAt,
    String end,
    @Nullable String detail,
    double activeSeconds,
    double cpuSeconds,
    List<Phase> phases) {

  /**
   * A phase of an attempt, until the next one.
   *
   * @param phase such as {@code queued}, {@code running} or {@code frozen}
   */
  public record Phase(String phase, Instant at) {}

  /** A page of attempts, newest first; {@code next} asks for the following one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<EndedAttemptView> items, @Nullable String next) {}
}
