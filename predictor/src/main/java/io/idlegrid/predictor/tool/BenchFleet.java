package io.idlegrid.predictor.tool;

import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.Forecast;
import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import io.idlegrid.predictor.stored.CorruptStateException;
import io.idlegrid.predictor.tool.day.EmbeddedHost;
import io.idlegrid.predictor.tool.day.HostDay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A fleet to time forecasts on: three hosts of each kind over three days, and a forecaster that
 * learnt from them. Every forecast comes after a new sample, as in a grid.
 */
public final class BenchFleet {
  private static final int DAYS = 3;
  private static final int STEP_SECONDS = 10;
  private static final double WANTED = 75;
  private static final double QUANTILE = .99;
  private static final List<Duration> SPANS =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofMinutes(60));

  private final TreeForecaster forecaster;
  private final List<Device> devices = new ArrayList<>();
  private int next;
  private long asked;

  /** A history, and the load that goes on in it. */
  private static final class Device {
    private final DeviceHistory history;
    private final HostDay load;
    private int at;

    Device(DeviceHistory history, HostDay load) {
      this.history = history;
      this.load = load;
    }

    void goOn(Duration span) {
      Instant newest = history.newest().orElse(Instant.EPOCH);
      history.add(newest.plus(span), span, load.cpu()[at++ % load.size()]);
    }
  }

  /** The forecaster is trained at once. */
  public BenchFleet(ForecasterSettings settings) {
    forecaster = new TreeForecaster(settings);
    Duration step = Duration.ofSeconds(STEP_SECONDS);
    for (EmbeddedHost host : EmbeddedHost.values()) {
      for (int seed = 1; seed <= 3; seed++) {
        var device = new Device(new DeviceHistory(), host.days(DAYS, STEP_SECONDS, seed));
        for (int i = 0; i < device.load.size(); i++) {
          device.goOn(step);
          if (i % 60 == 0) {
            forecaster.learn(device.history);
          }
        }
        devices.add(device);
      }
    }
    forecaster.train(Instant.EPOCH);
  }

  private BenchFleet(TreeForecaster forecaster) {
    this.forecaster = forecaster;
  }

  /** A fleet of so many devices, each with a history of its own, and the same forecaster. */
  public BenchFleet multiplied(int count) {
    var many = new BenchFleet(forecaster);
    for (int i = 0; i < count; i++) {
      Device original = devices.get(i % devices.size());
      try {
        DeviceHistory copied = DeviceHistory.fromBytes(original.history.toBytes());
        many.devices.add(new Device(copied, original.load));
      } catch (CorruptStateException e) {
        throw new IllegalStateException("what was just stored cannot be read", e);
      }
    }
    return many;
  }

  /**
   * Forecasts one device after the other, so many in all.
   *
   * @param sample length of the sample before each
   * @return sum of probabilities
   */
  public double oneByOne(int count, Duration sample) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      Device device = devices.get(next++ % devices.size());
      device.goOn(sample);
      sum += atFourHorizons(forecaster.forecast(device.history, now(device)));
    }
    return sum;
  }

  /** Forecasts all devices at once. */
  public double inOneBatch(Duration sample) {
    List<DeviceHistory> histories = new ArrayList<>(devices.size());
    Instant now = Instant.EPOCH;
    for (Device device : devices) {
      device.goOn(sample);
      histories.add(device.history);
      now = now(device);
    }
    double sum = 0;
    for (Forecast forecast : forecaster.forecastAll(histories, now)) {
      sum += atFourHorizons(forecast);
    }
    return sum;
  }

  /** Forecasts one device with the quantiles of its peaks. */
  public double withQuantiles(Duration sample) {
    Device device = devices.get(next++ % devices.size());
    device.goOn(sample);
    Forecast forecast = forecaster.forecast(device.history, now(device));
    double sum = atFourHorizons(forecast);
    for (Duration span : SPANS) {
      sum += forecast.peakQuantile(QUANTILE, span);
    }
    return sum;
  }

  private double atFourHorizons(Forecast forecast) {
    double sum = 0;
    for (Duration span : SPANS) {
      sum += forecast.idleProbability(WANTED, span);
    }
    asked += SPANS.size();
    return sum;
  }

  private static Instant now(Device device) {
    return device.history.newest().orElse(Instant.EPOCH);
  }

  /** Probabilities asked for so far. */
  public long asked() {
    return asked;
  }
}
