package io.idlegrid.predictor;

import static io.idlegrid.predictor.Loads.START;
import static io.idlegrid.predictor.Loads.TWO_SECONDS;
import static io.idlegrid.predictor.Loads.feed;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.predictor.stored.CorruptStateException;
import io.idlegrid.predictor.tree.TreeLearner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A small fleet and its forecaster, which contracts of all learners are tried on. */
abstract class TrainedFleet {
  /** Trained once per learner: a fleet as it comes back from storage. */
  private static final Map<TreeLearner, Trained> TRAINED = new ConcurrentHashMap<>();

  private record Trained(Stored forecaster, List<Stored> fleet) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Stored(byte[] bytes) {}

  TreeForecaster forecaster = new TreeForecaster(small());

  abstract TreeLearner learner();

  final List<Forecast> forecastsOfAllKinds() {
    List<DeviceHistory> fleet = trainedFleet();
    Instant now = fleet.get(0).newest().orElseThrow();
    var young = new DeviceHistory();
    feed(young, now.minusSeconds(500), Duration.ofSeconds(500), TWO_SECONDS, Loads.bursts(2, 5));
    List<Forecast> forecasts = new ArrayList<>(forecaster.forecastAll(fleet, now));
    forecasts.add(0, forecaster.forecast(new DeviceHistory(), now));
    forecasts.add(forecaster.forecast(young, now));
    return forecasts;
  }

  final List<DeviceHistory> trainedFleet() {
    Trained trained = TRAINED.computeIfAbsent(learner(), any -> train());
    try {
      forecaster = TreeForecaster.fromBytes(small(), trained.forecaster().bytes());
      List<DeviceHistory> fleet = new ArrayList<>();
      for (Stored stored : trained.fleet()) {
        fleet.add(DeviceHistory.fromBytes(stored.bytes()));
      }
      return fleet;
    } catch (CorruptStateException e) {
      throw new AssertionError(e);
    }
  }

  private Trained train() {
    List<DeviceHistory> fleet = train(forecaster);
    return new Trained(
        new Stored(forecaster.toBytes()),
        fleet.stream().map(history -> new Stored(history.toBytes())).toList());
  }

  /** Four devices from quiet to bursty over a day, and one that never changes. */
  static List<DeviceHistory> train(TreeForecaster forecaster) {
    double[] burstsPerHour = {.02, .5, 2, 12};
    List<DeviceHistory> fleet = new ArrayList<>();
    for (int i = 0; i < burstsPerHour.length; i++) {
      fleet.add(new DeviceHistory());
    }
    fleet.add(new DeviceHistory());
    for (int hour = 0; hour < 20; hour++) {
      Instant from = START.plus(Duration.ofHours(hour));
      Duration step = Duration.ofSeconds(10);
      for (int i = 0; i < burstsPerHour.length; i++) {
        feed(fleet.get(i), from, Duration.ofHours(1), step, Loads.bursts(i, burstsPerHour[i]));
      }
      feed(fleet.get(4), from, Duration.ofHours(1), step, Loads.constant(30));
      fleet.forEach(forecaster::learn);
    }
    assertTrue(forecaster.train(START.plus(Duration.ofHours(20))).fitted());
    return fleet;
  }

  final ForecasterSettings small() {
    return new ForecasterSettings(
        learner(),
        2_000,
        300,
        3_000,
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        Duration.ofSeconds(90),
        7);
  }
}
