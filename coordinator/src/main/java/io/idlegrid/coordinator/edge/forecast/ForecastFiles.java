package io.idlegrid.coordinator.edge.forecast;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.predictor.DeviceHistory;
import io.idlegrid.predictor.ForecasterSettings;
import io.idlegrid.predictor.TreeForecaster;
import io.idlegrid.predictor.stored.CorruptStateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Histories and the fleet's model as files, so that a restarted coordinator knows its devices. They
 * promise nothing to anybody: what is lost or damaged is learnt again.
 */
public final class ForecastFiles {

  private static final Logger LOG = LoggerFactory.getLogger(ForecastFiles.class);
  private static final String HISTORY = ".history";
  private static final String MODEL = "fleet.model";

  private final Path folder;

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
  public void keep(Map<DeviceId, byte[]> histories) {
    histories.forEach((device, bytes) -> write(device.value() + HISTORY, bytes));
  }

  /** Keeps the forecaster instead of the one before. */
  public void keep(TreeForecaster forecaster) {
    write(MODEL, forecaster.toBytes());
  }

  private void write(String name, byte[] bytes) {
    try {
      Path made = Files.createTempFile(folder, "new", "");
      Files.write(made, bytes);
      Files.move(made, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("{} cannot be kept, trying again later: {}", name, e.getMessage());
    }
  }
}
