package io.idlegrid.protocol.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a device was since the last report.
 *
 * @param load 2 s means, oldest first
 * @param memoryAvailableBytes memory that the kernel could hand out now
 * @param diskFreeBytes free space where attempts work
 * @param temperature hottest sensor in °C; absent when unknown, never zero for unknown
 * @param state whether and why the device lends or not
 * @param terms what the owner asks of the grid; absent from workers of the version before
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Telemetry(
    Instant at,
    List<LoadSample> load,
    long memoryAvailableBytes,
    long diskFreeBytes,
    @Nullable Double temperature,
    Availability state,
    @Nullable Terms terms) {

  /**
   * Mean over the span that ends at {@code end}.
   *
   * @param end end of the span
   * @param spanMillis length of the span, about 2,000
   * @param host percent of the whole device that we did not cause
   * @param own percent of the whole device that our attempts used
   * @param memory percent of the device's memory that we did not take; absent when unknown
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LoadSample(
      Instant end, int spanMillis, double host, double own, @Nullable Double memory) {}

  /**
   * What the owner's policy on the device asks of the grid.
   *
   * @param risk accepted probability that a unit meets the owner's load, 0..1; absent where the
   *     policy does not say
   * @param memoryReserveBytes memory that has to stay free for the owner
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Terms(@Nullable Double risk, long memoryReserveBytes) {}

  /**
   * What the worker's own guard says.
   *
   * @param lending {@code available}, {@code suspended}, {@code paused}, {@code draining}
   * @param reason in words; empty when available
   */
  public record Availability(String lending, String reason) {

    public static final String AVAILABLE = "available";
    public static final String SUSPENDED = "suspended";
    public static final String PAUSED = "paused";
    public static final String DRAINING = "draining";
  }
}
