package io.idlegrid.worker.edge.link;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.image.ObjectName;
import io.idlegrid.worker.edge.disk.SmallFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who this device is to its coordinator.
 *
 * @param coordinator address it joined
 * @param key secret that it shows
 * @param ca which certificate of the coordinator to believe; null for the usual
 * @param joinedWith SHA-256 of the join code that it showed; null where that was not kept
 * @param removed what the coordinator said when it had removed this device; null while it has not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Identity(
    String coordinator,
    String deviceId,
    String key,
    @Nullable String ca,
    @Nullable String joinedWith,
    @Nullable String removed) {

  private static final String FILE = "identity.json";

  /** The same, after the coordinator removed the device. */
  public Identity removed(String said) {
    return new Identity(coordinator, deviceId, key, ca, joinedWith, said);
  }

  /**
   * Whether the device joined with this very code: whoever removed it did not mean that it comes
   * back by a code which still stands in its settings.
   */
  public boolean joinedWith(String code) {
    return hash(code).equals(joinedWith);
  }

  /** What is kept of a join code. */
  public static String hash(String code) {
    return ObjectName.hash(code.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** What was stored when the device joined. */
  public static Optional<Identity> load(Path folder, ObjectMapper json) throws IOException {
    Path file = folder.resolve(FILE);
    return Files.exists(file)
        ? Optional.of(json.readValue(file.toFile(), Identity.class))
        : Optional.empty();
  }

  /** Stores it where only this account can read it. */
  public void store(Path folder, ObjectMapper json) throws IOException {
    SmallFiles.replace(folder.resolve(FILE), json.writeValueAsBytes(this));
  }
}
