package io.idlegrid.predictor;

import io.idlegrid.predictor.tool.day.EmbeddedHost;
import io.idlegrid.predictor.tool.day.HostDay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One forecast for one device at four horizons, as a grant asks for it; and what feeds it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ForecastBenchmark {
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final Duration[] SPANS = {
    Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(60)
  };

  private final TreeForecaster forecaster = new TreeForecaster(ForecasterSettings.defaults());
  private final List<DeviceHistory> fleet = new ArrayList<>();
  private int next;

  /** Three hosts of each kind over three days. */
  @Setup
  public void train() {
    for (EmbeddedHost host : EmbeddedHost.values()) {
      for (int seed = 1; seed <= 3; seed++) {
        fleet.add(history(host.days(3, STEP.toSeconds(), seed)));
      }
    }
    forecaster.train(Instant.EPOCH);
  }

  private DeviceHistory history(HostDay day) {
    var history = new DeviceHistory();
    for (int i = 0; i < day.size(); i++) {
      history.add(Instant.EPOCH.plus(STEP.multipliedBy(i + 1L)), STEP, day.cpu()[i]);
      if (i % 60 == 0) {
        forecaster.learn(history);
      }
    }
    return history;
  }

  @Benchmark
  public double fourHorizons() {
    Forecast forecast = forecast();
    double sum = 0;
    for (Duration span : SPANS) {
      sum += forecast.idleProbability(75, span);
    }
    return sum;
  }

  @Benchmark
  public double fourHorizonsWithQuantiles() {
    Forecast forecast = forecast();
    double sum = 0;
    for (Duration span : SPANS) {
      sum += forecast.idleProbability(75, span) + forecast.peakQuantile(.99, span);
    }
    return sum;
  }

  private Forecast forecast() {
    DeviceHistory history = fleet.get(next++ % fleet.size());
    return forecaster.forecast(history, history.newest().orElseThrow());
  }
}
