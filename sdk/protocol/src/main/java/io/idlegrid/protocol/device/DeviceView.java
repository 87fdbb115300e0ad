package io.idlegrid.protocol.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.idlegrid.protocol.image.ImageState;
import io.idlegrid.protocol.image.MirrorState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device as it is shown.
 *
 * @param owner account that contributes it
 * @param state {@code lending} (attempts run), {@code idle}, {@code suspended}, {@code paused},
 *     {@code draining}, {@code pending} or {@code offline}
 * @param reason why it does not lend, in words
 * @param duty what its operator wants: {@code LEND}, {@code DRAIN} or {@code PAUSE}; {@code
 *     PENDING} until somebody approves it
 * @param risk most that its operator lets a unit risk to meet the owner's load, as a probability
 * @param ownerRisk what the owner accepts by the policy on the device; absent where it does not say
 *     or while the device is offline. The smaller of the two counts
 * @param hours when its owner lends it; absent for always
 * @param pausedUntil when a pause ends by itself; absent where it does not
 * @param promise how the promise to its owner was kept
 * @param facts what it is; absent before its first hello
 * @param now how it was at its latest report; absent while it is offline
 * @param attempts what it holds
 * @param harm what lending cost its owner by day, newest first, as it told since the coordinator
 *     started; absent in lists
 * @param images the images that it has or was asked to have; absent in lists
 * @param mirror the registry that it reads layers from as a cache; absent where it does not
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
    @Nullable Double ownerRisk,
    @Nullable Hours hours,
    @Nullable Instant pausedUntil,
    Promise promise,
    Instant joinedAt,
    @Nullable Instant lastSeen,
    @Nullable Capabilities facts,
    @Nullable Now now,
    Standing standing,
    List<HeldAttempt> attempts,
    @Nullable List<HarmView.Day> harm,
    @Nullable List<ImageState> images,
    @Nullable MirrorState mirror) {

  /**
   * What somebody says to a device that waits.
   *
   * @param approved whether it is let in; otherwise it is gone, and its key with it
   */
  public record Approval(boolean approved) {}

  /**
   * When in a week an owner lends a device.
   *
   * @param week such as {@code mon-fri 18:00-08:00, sat-sun}, or {@code always}
   * @param zone whose clocks count, such as {@code Europe/Berlin}
   */
  public record Hours(String week, String zone) {}

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
   * @param attempts that ended, whatever came of them
   */
  public record Standing(
      double creditSeconds, long validated, long dissented, int probation, long attempts) {}

  /**
   * How the promise to an owner was kept.
   *
   * @param broken whether conflicts exceed the accepted risk by more than chance explains
   * @param brokenSince since when
   * @param caution the accepted risk is divided by this when work is granted; 1 where promises are
   *     kept
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Promise(
      PromiseView lately, boolean broken, @Nullable Instant brokenSince, double caution) {}

  /**
   * An attempt that a device holds.
   *
   * @param grantedAt when it was given to the device
   * @param account for whom it runs; told to the device's owner, to them, and to who may see all
   *     jobs
   * @param name of the job, told likewise
   * @param phases what the device said it did with it, oldest first; absent in lists
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record HeldAttempt(
      String job,
      long unit,
      String phase,
      double activeSeconds,
      Instant grantedAt,
      @Nullable String account,
      @Nullable String name,
      @Nullable List<EndedAttemptView.Phase> phases) {}

  /** A page of devices by id; {@code next} asks for the following one. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<DeviceView> items, @Nullable String next) {}

  /**
   * What is wanted of a device; absent parts stay as they are.
   *
   * @param pauseSeconds after which a pause ends by itself; absent for one without end
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Change(
      @Nullable String duty,
      @Nullable Double risk,
      @Nullable Hours hours,
      @Nullable Long pauseSeconds) {}
}
