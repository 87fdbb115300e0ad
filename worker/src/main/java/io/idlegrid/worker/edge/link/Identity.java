package io.idlegrid.worker.edge.link;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who this device is to its coordinator.
 *
 * @param coordinator address it joined
 * @param key secret that it shows
 * @param ca which certificate of the coordinator to believe; null for the usual
 */
public record Identity(String coordinator, String deviceId, String key, @Nullable String ca) {

  private static final String FILE = "identity.json";

  /** What was stored when the device joined. */
  public static Optional<Identity> load(Path folder, ObjectMapper json) throws IOException {
    Path file = folder.resolve(FILE);
    return Files.exists(file)
        ? Optional.of(json.readValue(file.toFile(), Identity.class))
        : Optional.empty();
  }

  /** Stores it where only this account can read it. */
  public void store(Path folder, ObjectMapper json) throws IOException {
    Path made =
        Files.createTempFile(
            folder,
            "identity",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    json.writeValue(made.toFile(), this);
    Files.move(made, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }
}
