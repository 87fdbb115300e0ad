package io.idlegrid.worker.edge.owner;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.idlegrid.worker.domain.harm.HarmDay;
import io.idlegrid.worker.domain.harm.HarmOfAttempt;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the owner may see.
 *
 * @param device what it is called
 * @param lending {@code available}, {@code suspended}, {@code paused} or {@code draining}
 * @param reason why, in words; empty when available
 * @param until when a pause ends by itself
 * @param connected whether the coordinator knows us at the moment
 * @param coordinator its address
 * @param attempts what the device holds
 * @param unknown what cannot be measured here though the owner cares about it
 * @param policyErrors what is wrong with the policy file
 * @param warnings what cannot be protected here
 * @param sharing what a cache hands on; absent where there is none
 * @param grid what the grid last told; absent before it did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnerView(
    String device,
    String coordinator,
    boolean connected,
    String lending,
    String reason,
    @Nullable Instant until,
    Load load,
    List<Attempt> attempts,
    Limits limits,
    List<String> unknown,
    List<String> policyErrors,
    List<String> warnings,
    @Nullable Grid grid,
    Harm harm,
    @Nullable Sharing sharing) {

  /**
   * How the device is. Absent means unknown.
   *
   * @param hostPercent what the owner uses, of the whole device
   * @param ownPercent what attempts, the worker and the engines for it use
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Load(
      @Nullable Double hostPercent,
      @Nullable Double ownPercent,
      @Nullable Long memoryAvailableBytes,
      @Nullable Long diskFreeBytes,
      @Nullable Double celsius,
      @Nullable Boolean onBattery,
      @Nullable Double batteryPercent,
      @Nullable Double diskWaitPercent,
      @Nullable Double ownerBytesPerSecond) {}

  /** An attempt, and for whom it is. */
  public record Attempt(
      String name, String title, String account, String phase, long activeMillis, long cpuMillis) {}

  /**
   * What may be used at most.
   *
   * @param coresNow what of it may be used now
   */
  public record Limits(
      double cores,
      double coresNow,
      long memoryBytes,
      long diskBytes,
      double cpuEnterPercent,
      double cpuLeavePercent,
      @Nullable Double mostCelsius,
      String schedule) {}

  /**
   * What the grid says of the device.
   *
   * @param creditSeconds CPU seconds of validated work
   * @param idlePercent how probable it is that the device stays idle over that many minutes
   * @param basis what the forecast rests on
   */
  public record Grid(
      double creditSeconds, long validated, long spanMinutes, double idlePercent, String basis) {}

  /**
   * What this device hands on to others, since the worker started.
   *
   * @param address where it listens
   * @param bytes of parts of images
   * @param readers addresses that read
   * @param mostBytesPerSecond of all transfers of the worker; absent for no limit
   * @param registry what came out of a registry nearby; absent where none is named
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Sharing(
      String address,
      long bytes,
      int readers,
      @Nullable Double mostBytesPerSecond,
      @Nullable Registry registry) {}

  /**
   * A registry near a cache.
   *
   * @param bytes that came out of it since the worker started
   * @param problem why nothing could be read from it last; empty when it could
   * @param stale what it did not have as it should, in words
   * @param checkedAt when newer versions were looked for last; absent before that
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Registry(
      String address, long bytes, String problem, List<String> stale, @Nullable Instant checkedAt) {

    public Registry {
      stale = List.copyOf(stale);
    }
  }

  /** The account of harm, oldest first. */
  public record Harm(List<HarmDay> days, List<HarmOfAttempt> attempts) {}
}
