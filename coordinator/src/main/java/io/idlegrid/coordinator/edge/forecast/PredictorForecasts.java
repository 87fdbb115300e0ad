package io.idlegrid.coordinator.edge.forecast;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.job.RunTime;
import io.idlegrid.coordinator.domain.match.IdleOutlook;
import io.idlegrid.coordinator.flow.port.ForecastSource;
import io.idlegrid.predictor.Forecast;
import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import io.idlegrid.predictor.runtime.DeviceSpeeds;
import io.idlegrid.predictor.runtime.JobTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the predictor, for CPU, memory and running times. Used by the grid loop only. */
public final class PredictorForecasts implements ForecastSource {

  /** Fewer finished attempts say less than the submitter does. */
  private static final long TRUSTED_RUNS = 3;

  private static final Duration LEAST_RUN = Duration.ofMillis(1);

  private final FleetSeries load;
  private final MemoryForecasts memory;
  private final DeviceSpeeds speeds;
  private final Map<JobId, JobTimes> times = new HashMap<>();
  private final Set<DeviceId> forgotten = new HashSet<>();

  /**
   * @param loadForecaster for CPU
   * @param memoryForecaster for memory, which behaves otherwise
   * @param speeds of devices, as far as known from before
   */
  public PredictorForecasts(
      TreeForecaster loadForecaster, TreeForecaster memoryForecaster, DeviceSpeeds speeds) {
    this.load = new FleetSeries(loadForecaster);
    this.memory = new MemoryForecasts(memoryForecaster);
    this.speeds = speeds;
  }

  /** Forecasts that begin with nothing. */
  public static PredictorForecasts fresh(ForecasterSettings settings) {
    return new PredictorForecasts(
        new TreeForecaster(settings), new TreeForecaster(settings), new DeviceSpeeds());
  }

  /** Host load: histories and forecasts. */
  public FleetSeries load() {
    return load;
  }

  /** Memory that owners use: histories and forecasts. */
  public MemoryForecasts memory() {
    return memory;
  }

  /** Speeds of devices, as they are to be kept. */
  public byte[] speedsToKeep() {
    return speeds.toBytes();
  }

  @Override
  public void observe(DeviceId device, List<Load> means, Instant received) {
    if (means.isEmpty()) {
      return;
    }
    for (Load mean : means) {
      if (!mean.end().isAfter(received)) {
        load.add(device, mean.end(), mean.span(), mean.hostPercent());
      }
    }
    load.added(device, received);
    memory.observe(device, means, received);
  }

  @Override
  public IdleOutlook outlook(DeviceId device, Instant now) {
    return new Aged(device, load.forecast(device, now), memory, now);
  }

  @Override
  public void prepare(Collection<DeviceId> devices, Instant now) {
    load.prepare(devices, now);
    memory.series().prepare(devices, now);
  }

  @Override
  public void ran(JobId job, DeviceId device, Duration active) {
    times(job).finished(device.value(), active);
  }

  @Override
  public void recall(JobId job, DeviceId device, Duration active) {
    times(job).recalled(device.value(), active);
  }

  private JobTimes times(JobId job) {
    return times.computeIfAbsent(job, any -> new JobTimes(speeds));
  }

  @Override
  public Duration cautiousRuntime(JobId job, DeviceId device, Need need) {
    Duration expected = learnt(job, device).orElseGet(() -> unlearnt(device, need));
    return expected.compareTo(need.timeLimit()) < 0 ? expected : need.timeLimit();
  }

  @Override
  public RunTime runtime(JobId job, DeviceId device, Need need) {
    Duration expected = cautiousRuntime(job, device, need);
    String basis = basis(job, device, need);
    return new RunTime(
        expected,
        expected.compareTo(need.timeLimit()) < 0 ? basis : basis + "; stopped at its time limit");
  }

  private Optional<Duration> learnt(JobId job, DeviceId device) {
    JobTimes known = times.get(job);
    return known == null || known.count() < TRUSTED_RUNS
        ? Optional.empty()
        : known.quantile(RunTime.QUANTILE, device.value());
  }

  /** Nobody ran it yet: the submitter's word at the device's speed, or the gate for pilots. */
  private Duration unlearnt(DeviceId device, Need need) {
    Optional<Duration> here =
        need.runtime()
            .map(said -> Duration.ofMillis((long) (said.toMillis() / speeds.of(device.value()))))
            .map(time -> time.compareTo(LEAST_RUN) < 0 ? LEAST_RUN : time);
    return here.orElseGet(need::expectedRuntime);
  }

  private String basis(JobId job, DeviceId device, Need need) {
    double speed = speeds.of(device.value());
    if (learnt(job, device).isPresent()) {
      return String.format(
          Locale.ROOT,
          "%.0f %% end within it, by %d finished attempts, on a device of"
              + " %.2f times the usual speed",
          100 * RunTime.QUANTILE,
          times(job).count(),
          speed);
    }
    return need.runtime().isPresent()
        ? String.format(
            Locale.ROOT,
            "expected by the submitter, on a device of %.2f times the usual speed",
            speed)
        : "nothing is known yet: a pilot's gate";
  }

  @Override
  public void forget(DeviceId device) {
    load.forget(device);
    memory.forget(device);
    speeds.forget(device.value());
    forgotten.add(device);
  }

  /** Devices that were forgotten since the last call, to have what was kept of them removed. */
  public Set<DeviceId> takeForgotten() {
    Set<DeviceId> taken = Set.copyOf(forgotten);
    forgotten.clear();
    return taken;
  }

  @Override
  public void forget(JobId job) {
    times.remove(job);
  }

  /** A forecast asked some time after it was made: spans count from its newest sample. */
  private record Aged(DeviceId device, Forecast forecast, MemoryForecasts memory, Instant now)
      implements IdleOutlook {

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
    public double memoryProbability(double wantedPercent, Duration span) {
      return memory.probability(device, wantedPercent, sinceMade(span), now);
    }

    @Override
    public boolean isInformed() {
      return !forecast.basis().method().equals("none");
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
