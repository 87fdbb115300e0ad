package io.idlegrid.coordinator.edge.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.promise.Promise;
import io.idlegrid.coordinator.domain.promise.PromiseAlarm;
import io.idlegrid.coordinator.domain.promise.PromiseRecord;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import io.idlegrid.coordinator.flow.port.ForecastSource.Load;
import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastFilesTest {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final DeviceId DEVICE = new DeviceId("d-00000001");

  @TempDir private Path folder;

  @Test
  void aRestartedCoordinatorKnowsItsDevices() throws IOException {
    PredictorForecasts before = observed();
    new ForecastFiles(folder).keepHistories(before.load().historiesToKeep(START.plusSeconds(600)));

    PredictorForecasts after = forecasts();
    new ForecastFiles(folder).histories().forEach(after.load()::restore);

    assertEquals(
        before.load().history(DEVICE).orElseThrow().observed(),
        after.load().history(DEVICE).orElseThrow().observed());
  }

  @Test
  void keepsADeviceOnlyEveryFewMinutes() {
    PredictorForecasts forecasts = observed();

    assertEquals(1, forecasts.load().historiesToKeep(START.plusSeconds(600)).size());
    assertEquals(0, forecasts.load().historiesToKeep(START.plusSeconds(630)).size());
    assertEquals(1, forecasts.load().historiesToKeep(START.plusSeconds(1200)).size());
  }

  @Test
  void aDamagedHistoryIsNotGuessed() throws IOException {
    ForecastFiles files = new ForecastFiles(folder);
    files.keepHistories(observed().load().allHistories());
    Path file = folder.resolve(DEVICE.value() + ".history");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertEquals(Map.of(), files.histories());
  }

  @Test
  void aDamagedModelIsReplacedByANewOne() throws IOException {
    ForecastFiles files = new ForecastFiles(folder);
    files.keep(new TreeForecaster(ForecasterSettings.defaults()));
    Path file = folder.resolve("fleet.model");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    TreeForecaster fresh = files.forecaster(ForecasterSettings.defaults());

    assertFalse(fresh.train(START).fitted());
    files.keep(fresh);
    assertArrayEquals(
        fresh.toBytes(), files.forecaster(ForecasterSettings.defaults()).toBytes(), "built anew");
  }

  @Test
  void whatOwnersWerePromisedOutlivesARestart() throws IOException {
    PromiseTally tally = PromiseTally.NONE.with(Promise.Fate.BROKEN, .01, true).with(60, 20, 10);
    PromiseRecord record =
        PromiseRecord.EMPTY
            .counting(START, tally)
            .with(PromiseAlarm.SILENT.after(true, .01, START));

    new ForecastFiles(folder).keepPromises(Map.of(DEVICE, record));

    assertEquals(Map.of(DEVICE, record), new ForecastFiles(folder).promises());
    Files.writeString(folder.resolve("promises.json"), "{\"d-0000");
    assertEquals(Map.of(), new ForecastFiles(folder).promises());
  }

  private static PredictorForecasts observed() {
    PredictorForecasts forecasts = forecasts();
    for (int i = 1; i <= 200; i++) {
      Instant end = START.plusSeconds(2L * i);
      forecasts.observe(DEVICE, List.of(new Load(end, Duration.ofSeconds(2), i % 7, 0, 40)), end);
    }
    assertTrue(forecasts.load().history(DEVICE).isPresent());
    return forecasts;
  }

  private static PredictorForecasts forecasts() {
    return PredictorForecasts.fresh(ForecasterSettings.defaults());
  }
}
