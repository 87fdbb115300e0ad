package io.idlegrid.protocol.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device as it is shown.
 *
 * @param owner account that contributes it
 * @param state {@code lending} (attempts run), {@code idle}, {@code suspended}, {@code paused},
 *     {@code draining} or {@code offline}
 * @param reason why it does not lend, in words
 * @param duty what its operator wants: {@code LEND}, {@code DRAIN} or {@code PAUSE}
 * @param risk accepted probability that a unit meets the owner's load
 * @param facts what it is; absent before its first hello
 * @param now how it was at its latest report; absent while it is offline
 * @param attempts what it holds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceView(
    String id,
    String name,
    String owner,
    String state,
    String reason,
    String duty,
    double risk,
    Instant joinedAt,
    @Nullable Instant lastSeen,
    @Nullable Capabilities facts,
    @Nullable Now now,
    Standing standing,
    List<HeldAttempt> attempts) {

  /**
   * How a device was at its latest report.
   *
   * @param hostPercent load that the grid did not cause; absent before the first sample
   * @param ownPercent load of the grid's attempts
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Now(
      Instant at,
      @Nullable Double hostPercent,
      @Nullable Double ownPercent,
      long memoryAvailableBytes,
      long diskFreeBytes,
      @Nullable Double temperature) {}

  /**
   * What a device did for the grid.
   *
   * @param creditSeconds CPU seconds of validated work
   * @param probation compared outputs that it still owes after a wrong one
   */
  public record Standing(double creditSeconds, long validated, long dissented, int probation) {}

  /** An attempt that a device holds. */
  public record HeldAttempt(String job, long unit, String phase, double activeSeconds) {}

  /** A page of devices by id; {@code next} asks for the following one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<DeviceView> items, @Nullable String next) {}

  /** What is wanted of a device; absent parts stay as they are. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Change(@Nullable String duty, @Nullable Double risk) {}
}
