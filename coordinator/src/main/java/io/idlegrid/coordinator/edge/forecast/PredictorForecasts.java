package io.idlegrid.coordinator.edge.forecast;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.match.IdleOutlook;
import io.idlegrid.coordinator.flow.port.ForecastSource;
import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.Forecast;
import io.idlegrid.predictor.TreeForecaster;
import io.idlegrid.predictor.runtime.RunTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keeps every device's history and asks the predictor. Used by the grid loop only, except for
 * training, which the forecaster itself makes safe.
 */
public final class PredictorForecasts implements ForecastSource {

  /** A unit shall end within the learnt time with this probability. */
  private static final double RUNTIME_QUANTILE = 0.9;

  /** Fewer finished attempts say less than the submitter does. */
  private static final long TRUSTED_RUNS = 3;

  private static final Duration LEARN_EVERY = Duration.ofMinutes(3);

  /** What a killed coordinator forgets of a device at most. */
  private static final Duration KEEP_EVERY = Duration.ofMinutes(5);

  /** Encoding them takes the loop's time. */
  private static final int MOST_KEPT_AT_ONCE = 50;

  private final TreeForecaster forecaster;
  private final Map<DeviceId, Known> devices = new HashMap<>();
  private final Map<JobId, RunTimes> runTimes = new HashMap<>();

  /** A device's history and the forecast made from it, until newer load arrives. */
  private static final class Known {
    private final DeviceHistory history;
    private Optional<Forecast> forecast = Optional.empty();
    private Instant madeAt = Instant.MIN;
    private Instant learntAt = Instant.MIN;
    private Instant keptAt = Instant.MIN;

    Known(DeviceHistory history) {
      this.history = history;
    }
  }

  public PredictorForecasts(TreeForecaster forecaster) {
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

  /** The forecast itself, for charts. */
  public Forecast forecast(DeviceId device, Instant now) {
    Known known = devices.computeIfAbsent(device, any -> new Known(new DeviceHistory()));
    boolean isFresh = known.forecast.isPresent() && known.madeAt.plusSeconds(1).isAfter(now);
    if (!isFresh) {
      known.forecast = Optional.of(forecaster.forecast(known.history, now));
      known.madeAt = now;
    }
    return known.forecast.orElseThrow();
  }

  @Override
  public void observe(DeviceId device, List<Load> load, Instant received) {
    if (load.isEmpty()) {
      return;
    }
    Known known = devices.computeIfAbsent(device, any -> new Known(new DeviceHistory()));
    for (Load mean : load) {
      if (!mean.end().isAfter(received)) {
        known.history.add(mean.end(), mean.span(), mean.hostPercent());
      }
    }
    known.forecast = Optional.empty();
    if (!received.isBefore(
        known.learntAt.equals(Instant.MIN) ? received : known.learntAt.plus(LEARN_EVERY))) {
      forecaster.learn(known.history);
      known.learntAt = received;
    }
  }

  @Override
  public IdleOutlook outlook(DeviceId device, Instant now) {
    return new Aged(forecast(device, now), now);
  }

  @Override
  public void ran(JobId job, DeviceId device, Duration active) {
    runTimes.computeIfAbsent(job, any -> new RunTimes()).finished(1, active);
  }

  @Override
  public Duration runtime(JobId job, DeviceId device, Need need) {
    Duration learnt =
        Optional.ofNullable(runTimes.get(job))
            .filter(times -> times.count() >= TRUSTED_RUNS)
            .flatMap(times -> times.quantile(RUNTIME_QUANTILE, 1))
            .orElseGet(need::expectedRuntime);
    return learnt.compareTo(need.timeLimit()) < 0 ? learnt : need.timeLimit();
  }

  @Override
  public void forget(JobId job) {
    runTimes.remove(job);
  }

  /** A forecast asked some time after it was made: spans count from its newest sample. */
  private record Aged(Forecast forecast, Instant now) implements IdleOutlook {

    private static final Duration LONGEST = Duration.ofMinutes(60);

    @Override
    public double idleProbability(double wantedPercent, Duration span) {
      return forecast.idleProbability(wantedPercent, sinceMade(span));
    }

    @Override
    public double peakQuantile(double quantile, Duration span) {
      return forecast.peakQuantile(quantile, sinceMade(span));
    }

    @Override
    public Duration idleWindow(double wantedPercent, double risk) {
      Duration left = forecast.idleWindow(wantedPercent, risk).minus(age());
      return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public String basis() {
      return forecast.basis().method() + ": " + forecast.basis().detail();
    }

    /** Units beyond an hour are gated again each hour. */
    private Duration sinceMade(Duration span) {
      Duration all = span.plus(age());
      return all.compareTo(LONGEST) > 0 ? LONGEST : all;
    }

    private Duration age() {
      Duration age = Duration.between(forecast.madeAt(), now);
      return age.isNegative() ? Duration.ZERO : age;
    }
  }
}
