package io.idlegrid.coordinator.edge.forecast;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.Forecast;
import io.idlegrid.predictor.TreeForecaster;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One kind of load of the whole fleet, such as CPU: every device's history, and the forecast made
 * from it until newer load arrives. Used by the grid loop only, except for training, which the
 * forecaster itself makes safe.
 */
public final class FleetSeries {

  private static final Duration LEARN_EVERY = Duration.ofMinutes(3);

  /** What a killed coordinator forgets of a device at most. */
  private static final Duration KEEP_EVERY = Duration.ofMinutes(5);

  /** Encoding them takes the loop's time. */
  private static final int MOST_KEPT_AT_ONCE = 50;

  private final TreeForecaster forecaster;
  private final Map<DeviceId, Known> devices = new HashMap<>();

  private static final class Known {
    private final DeviceHistory history;
    private Optional<Forecast> forecast = Optional.empty();
    private Instant madeAt = Instant.MIN;
    private Optional<Instant> learntAt = Optional.empty();
    private Instant keptAt = Instant.MIN;

    Known(DeviceHistory history) {
      this.history = history;
    }
  }

  FleetSeries(TreeForecaster forecaster) {
    this.forecaster = forecaster;
  }

  /** Takes a history over from before a restart. */
  public void restore(DeviceId device, DeviceHistory history) {
    devices.put(device, new Known(history));
  }

  /** The history of a device, for charts and for keeping it over a restart. */
  public Optional<DeviceHistory> history(DeviceId device) {
    return Optional.ofNullable(devices.get(device)).map(known -> known.history);
  }

  /** Histories that were not kept for a while, as they are to be kept; a part of the fleet. */
  public Map<DeviceId, byte[]> historiesToKeep(Instant now) {
    Instant before = now.minus(KEEP_EVERY);
    Map<DeviceId, byte[]> due = new HashMap<>();
    for (Map.Entry<DeviceId, Known> device : devices.entrySet()) {
      Known known = device.getValue();
      if (known.keptAt.isBefore(before) && due.size() < MOST_KEPT_AT_ONCE) {
        known.keptAt = now;
        due.put(device.getKey(), known.history.toBytes());
      }
    }
    return due;
  }

  /** All histories, as they are to be kept. */
  public Map<DeviceId, byte[]> allHistories() {
    return devices.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, d -> d.getValue().history.toBytes()));
  }

  /** What is expected of a device; made once for each report. */
  public Forecast forecast(DeviceId device, Instant now) {
    Known known = known(device);
    boolean isFresh = known.forecast.isPresent() && known.madeAt.plusSeconds(1).isAfter(now);
    if (!isFresh) {
      known.forecast = Optional.of(forecaster.forecast(known.history, now));
      known.madeAt = now;
    }
    return known.forecast.orElseThrow();
  }

  void add(DeviceId device, Instant end, Duration span, double percent) {
    known(device).history.add(end, span, percent);
  }

  /** After new load: forecasts are made anew, and now and then the forecaster learns. */
  void added(DeviceId device, Instant received) {
    Known known = known(device);
    known.forecast = Optional.empty();
    boolean isDue = known.learntAt.map(at -> !received.isBefore(at.plus(LEARN_EVERY))).orElse(true);
    if (isDue) {
      forecaster.learn(known.history);
      known.learntAt = Optional.of(received);
    }
  }

  private Known known(DeviceId device) {
    return devices.computeIfAbsent(device, any -> new Known(new DeviceHistory()));
  }
}
