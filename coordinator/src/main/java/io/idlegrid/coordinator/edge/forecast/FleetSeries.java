package io.idlegrid.coordinator.edge.forecast;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.Forecast;
import io.idlegrid.predictor.TreeForecaster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
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

  /** How often a part of the histories is to be kept: encoding takes the loop's time. */
  public static final Duration KEEP_A_PART_EVERY = Duration.ofSeconds(2);

  private final TreeForecaster forecaster;
  private final Map<DeviceId, Known> devices = new HashMap<>();

  private static final class Known {
    private final DeviceHistory history;
    private Optional<Forecast> forecast = Optional.empty();
    private Instant madeAt = Instant.MIN;
    private boolean isInformed;
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
    forecaster.restored(history);
    devices.put(device, new Known(history));
  }

  /** The history of a device, for charts and for keeping it over a restart. */
  public Optional<DeviceHistory> history(DeviceId device) {
    return Optional.ofNullable(devices.get(device)).map(known -> known.history);
  }

  /**
   * Histories as they are to be kept: of those that will soon have gone {@link #KEEP_EVERY} without
   * it the ones that waited longest, as many as keep the whole fleet in that time.
   */
  public Map<DeviceId, byte[]> historiesToKeep(Instant now) {
    Instant before = now.minus(KEEP_EVERY.minus(KEEP_EVERY.dividedBy(5)));
    long parts = KEEP_EVERY.dividedBy(KEEP_A_PART_EVERY) * 3 / 5;
    Map<DeviceId, byte[]> due = new HashMap<>();
    devices.entrySet().stream()
        .filter(device -> device.getValue().keptAt.isBefore(before))
        .sorted(Comparator.comparing(device -> device.getValue().keptAt))
        .limit(1 + devices.size() / parts)
        .forEach(
            device -> {
              device.getValue().keptAt = now;
              due.put(device.getKey(), device.getValue().history.toBytes());
            });
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
    if (!isFresh(known, now)) {
      keep(known, forecaster.forecast(known.history, now), now);
    }
    return known.forecast.orElseThrow();
  }

  /** Makes the forecasts of these devices that are not up to date, all at once. */
  void prepare(Collection<DeviceId> some, Instant now) {
    List<Known> due = new ArrayList<>();
    for (DeviceId device : some) {
      Known known = devices.get(device);
      if (known != null && !isFresh(known, now)) {
        due.add(known);
      }
    }
    List<Forecast> made =
        forecaster.forecastAll(due.stream().map(known -> known.history).toList(), now);
    for (int i = 0; i < made.size(); i++) {
      keep(due.get(i), made.get(i), now);
    }
  }

  /** A forecast holds until newer load arrives, unless that comes too late. */
  private boolean isFresh(Known known, Instant now) {
    if (known.forecast.isEmpty()) {
      return false;
    }
    // Why nothing is said changes with time, such as how old the newest load is.
    return known.isInformed
        ? forecaster.isInformed(known.history, now)
        : known.madeAt.plusSeconds(1).isAfter(now);
  }

  private void keep(Known known, Forecast forecast, Instant now) {
    known.forecast = Optional.of(forecast);
    known.madeAt = now;
    known.isInformed = forecaster.isInformed(known.history, now);
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

  /** A device is in the grid no more. */
  void forget(DeviceId device) {
    devices.remove(device);
  }

  private Known known(DeviceId device) {
    return devices.computeIfAbsent(device, any -> new Known(new DeviceHistory()));
  }
}
