package io.idlegrid.protocol.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device's load and what is expected of it.
 *
 * @param madeAt the newest sample that the forecast knows of
 * @param method {@code none}, {@code cautious}, {@code trees} or a simple rule
 * @param basis what it rests on, in words
 * @param risk accepted probability that a unit meets the owner's load, by operator and owner
 * @param history past load that the grid did not cause, oldest first
 * @param own what the grid used by the minute, oldest first, as far as the device reported since
 *     the coordinator started
 * @param horizons quantiles of the peak host load from {@code madeAt} on
 * @param expected expected host load, for charts
 * @param windows longest span that stays idle at the owner's risk, by CPU wanted
 * @param memory the same of the memory that the owner uses; absent of a device that does not tell
 * @param promise how what was promised before was kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ForecastView(
    String device,
    Instant madeAt,
    String method,
    String basis,
    double risk,
    List<Bucket> history,
    List<Bucket> own,
    List<Horizon> horizons,
    List<Point> expected,
    List<Window> windows,
    @Nullable Memory memory,
    DeviceView.Promise promise) {

  /** Load of a span: mean and maximum of its 2 s means, in percent of the device. */
  public record Bucket(Instant start, double seconds, double mean, double peak) {}

  /** Quantiles of the peak host load over a span, in percent of the device. */
  public record Horizon(double seconds, double q50, double q90, double q95, double q99) {}

  /** Expected host load at an instant. */
  public record Point(double seconds, double percent) {}

  /**
   * Memory that the owner uses, in percent of the device.
   *
   * @param method {@code trees} or {@code steady}, a cautious rule
   */
  public record Memory(String method, String basis, List<Bucket> history, List<Horizon> horizons) {}

  /** How long that much CPU stays free. */
  public record Window(double wantedPercent, double seconds) {}
}
