package io.idlegrid.protocol.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a job's units wait.
 *
 * @param waiting units that nobody works on
 * @param devices devices looked at
 * @param ready devices that could take a unit now
 * @param vetoes reasons of the others, the most frequent first; a device counts once
 * @param firstGrant the forecast behind the job's first grant
 * @param unit details of one unit, when it was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobExplanation(
    String job,
    String state,
    String reason,
    long waiting,
    long running,
    int devices,
    int ready,
    List<VetoCount> vetoes,
    @Nullable GrantForecast firstGrant,
    @Nullable Unit unit) {

  /** How many devices have a reason, and some of them. */
  public record VetoCount(String reason, int devices, List<Example> examples) {}

  /** A device and what it says. */
  public record Example(String device, String name, String detail) {}

  /**
   * The forecast behind a grant.
   *
   * @param wantedPercent CPU of all attempts together on the device
   * @param spanSeconds how long that much had to stay free
   * @param runtimeSeconds how long one unit was expected to run there at most
   * @param runtimeBasis what that rested on, in words
   * @param idleProbability probability that it does
   * @param risk what the owner accepts
   * @param peakPercent peak host load not exceeded but at the accepted risk
   * @param basis what the forecast rested on
   */
  public record GrantForecast(
      String device,
      String name,
      Instant at,
      int units,
      double wantedPercent,
      double spanSeconds,
      double runtimeSeconds,
      String runtimeBasis,
      double idleProbability,
      double risk,
      double peakPercent,
      String basis) {}

  /**
   * One unit in full.
   *
   * @param state {@code ready}, {@code running}, {@code done}, {@code failed} or {@code not
   *     reached}
   * @param devices every device and all its vetoes; none if it could take the unit
   * @param attempts attempts that ended without deciding the unit, oldest first
   */
  public record Unit(
      long index,
      String state,
      List<JobReceipt.DeviceRefusal> devices,
      List<RunningAttempt> running,
      List<EndedAttempt> attempts) {}

  /** An attempt under way. */
  public record RunningAttempt(String device, String phase, double activeSeconds) {}

  /**
   * An attempt that is over.
   *
   * @param end {@code FAILED}, {@code TIME_LIMIT}, {@code LOST}, …
   * @param log end of its output
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record EndedAttempt(
      String device,
      Instant at,
      String end,
      @Nullable Integer exitCode,
      String detail,
      @Nullable String log) {}
}
