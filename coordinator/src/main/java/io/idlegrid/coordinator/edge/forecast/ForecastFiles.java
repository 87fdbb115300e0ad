package io.idlegrid.coordinator.edge.forecast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.promise.PromiseRecord;
import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import io.idlegrid.predictor.runtime.DeviceSpeeds;
import io.idlegrid.predictor.stored.CorruptStateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Histories, models and records as files, so that a restarted coordinator knows its devices. They
 * promise nothing to anybody: what is lost or damaged is learnt again.
 */
public final class ForecastFiles {

  private static final Logger LOG = LoggerFactory.getLogger(ForecastFiles.class);
  private static final String HISTORY = ".history";
  private static final String MADE = ".made";
  private static final String MODEL = "fleet.model";
  private static final String SPEEDS = "device.speeds";
  private static final String PROMISES = "promises.json";

  private final Path folder;
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  /** Opens the folder; made when missing. */
  public ForecastFiles(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** The forecaster as it was kept, or a new one. */
  public TreeForecaster forecaster(ForecasterSettings settings) throws IOException {
    Path file = folder.resolve(MODEL);
    if (Files.exists(file)) {
      try {
        return TreeForecaster.fromBytes(settings, Files.readAllBytes(file));
      } catch (CorruptStateException e) {
        LOG.warn("the kept model is of no use, training a new one: {}", e.getMessage());
      }
    }
    return new TreeForecaster(settings);
  }

  /** The files of another kind of load. */
  public ForecastFiles of(String kind) throws IOException {
    return new ForecastFiles(folder.resolve(kind));
  }

  /** The speeds of devices as they were kept, or none. */
  public DeviceSpeeds speeds() throws IOException {
    Path file = folder.resolve(SPEEDS);
    if (Files.exists(file)) {
      try {
        return DeviceSpeeds.fromBytes(Files.readAllBytes(file));
      } catch (CorruptStateException e) {
        LOG.warn("the kept speeds are of no use, learning them anew: {}", e.getMessage());
      }
    }
    return new DeviceSpeeds();
  }

  /** How promises to owners were kept, as far as that was kept. */
  public Map<DeviceId, PromiseRecord> promises() throws IOException {
    Path file = folder.resolve(PROMISES);
    Map<DeviceId, PromiseRecord> promises = new HashMap<>();
    if (Files.exists(file)) {
      try {
        Map<String, PromiseRecord> read =
            json.readValue(file.toFile(), new TypeReference<Map<String, PromiseRecord>>() {});
        read.forEach((device, record) -> promises.put(new DeviceId(device), record));
      } catch (JsonProcessingException | IllegalArgumentException e) {
        LOG.warn("the kept record of promises is of no use, counting anew: {}", e.getMessage());
        promises.clear();
      }
    }
    return promises;
  }

  /** Keeps the speeds instead of those before. */
  public void keepSpeeds(byte[] speeds) {
    write(SPEEDS, speeds);
  }

  /** Keeps the record of promises instead of the one before. */
  public void keepPromises(Map<DeviceId, PromiseRecord> promises) {
    Map<String, PromiseRecord> byName = new TreeMap<>();
    promises.forEach((device, record) -> byName.put(device.value(), record));
    try {
      write(PROMISES, json.writeValueAsBytes(byName));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of our own cannot be written", e);
    }
  }

  /** Every history that was kept and can be read. */
  public Map<DeviceId, DeviceHistory> histories() throws IOException {
    Map<DeviceId, DeviceHistory> histories = new HashMap<>();
    try (var files = Files.newDirectoryStream(folder, "*" + HISTORY)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String device = name.substring(0, name.length() - HISTORY.length());
        if (DeviceId.isValid(device)) {
          read(file).ifPresent(history -> histories.put(new DeviceId(device), history));
        }
      }
    }
    return histories;
  }

  private static Optional<DeviceHistory> read(Path file) throws IOException {
    try {
      return Optional.of(DeviceHistory.fromBytes(Files.readAllBytes(file)));
    } catch (CorruptStateException e) {
      LOG.warn("{} is of no use, that device is observed anew: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  /** Keeps histories instead of what was kept of these devices before. */
  public void keepHistories(Map<DeviceId, byte[]> histories) {
    histories.forEach((device, bytes) -> write(device.value() + HISTORY, bytes));
  }

  /** Removes the histories of devices. */
  public synchronized void forget(Collection<DeviceId> devices) {
    for (DeviceId device : devices) {
      try {
        Files.deleteIfExists(folder.resolve(device.value() + HISTORY));
      } catch (IOException e) {
        LOG.warn("the history of {} goes at the next start: {}", device, e.getMessage());
      }
    }
  }

  /** Keeps the forecaster instead of the one before. */
  public void keep(TreeForecaster forecaster) {
    write(MODEL, forecaster.toBytes());
  }

  /** One at a time: the last histories are kept at the end while others may be under way. */
  private synchronized void write(String name, byte[] bytes) {
    // The same name at each try, so that a full disk is not filled with beginnings.
    Path made = folder.resolve(name + MADE);
    try {
      Files.write(made, bytes);
      Files.move(made, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("{} cannot be kept, trying again later: {}", name, e.getMessage());
    }
  }
}
