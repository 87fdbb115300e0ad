package io.idlegrid.coordinator.edge.registry;

import io.idlegrid.coordinator.domain.image.RegistryReference;
import io.idlegrid.coordinator.edge.registry.AllowedRegistries.Registry;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.RefusedException.Kind;
import io.idlegrid.coordinator.flow.port.ImageRegistry;
import io.idlegrid.image.RootTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Fetches images from the registries that are allowed. */
public final class Registries implements ImageRegistry {

  private static final Duration KEPT = Duration.ofDays(1);

  private final AllowedRegistries allowed;
  private final Path folder;
  private final long reserveBytes;

  /**
   * @param folder where images are while they are fetched; what is left of broken tries stays
   * @param reserveBytes disk that stays free
   */
  public Registries(AllowedRegistries allowed, Path folder, long reserveBytes) throws IOException {
    this.allowed = allowed;
    this.reserveBytes = reserveBytes;
    this.folder = Files.createDirectories(folder);
  }

  @Override
  public void requireAllowed(RegistryReference reference) {
    registry(reference);
  }

  @Override
  public Fetched fetch(RegistryReference reference, List<String> archs, Watcher watcher)
      throws IOException {
    Registry registry = registry(reference);
    String name =
        BlobFolder.sha256(
            (reference.registry() + "/" + reference.repository()).getBytes(StandardCharsets.UTF_8));
    Path layout = folder.resolve(name.substring(0, 32));
    RegistryPull pull =
        new RegistryPull(
            new RegistryHttp(registry, reference.repository()),
            reference,
            new BlobFolder(layout, reserveBytes));
    return new Fetched(pull.fetch(archs, watcher), layout);
  }

  @Override
  public String digest(RegistryReference reference) throws IOException {
    return RegistryPull.digest(
        new RegistryHttp(registry(reference), reference.repository()), reference);
  }

  /** Removes what is left of tries that nobody repeated for a day. */
  public void sweep(Instant now) throws IOException {
    try (var layouts = Files.newDirectoryStream(folder)) {
      for (Path layout : layouts) {
        Path touched = layout.resolve("blobs/sha256");
        Path dated = Files.exists(touched) ? touched : layout;
        if (Files.getLastModifiedTime(dated).toInstant().isBefore(now.minus(KEPT))) {
          RootTree.delete(layout);
        }
      }
    }
  }

  private Registry registry(RegistryReference reference) {
    return allowed
        .find(reference.registry())
        .orElseThrow(
            () ->
                RefusedException.of(
                    Kind.NOT_ALLOWED,
                    "registry.not-allowed",
                    "registry %s is not allowed here, only %s"
                        .formatted(reference.registry(), allowed.names()),
                    "the administrator allows it: idlegrid coordinator --registry "
                        + reference.registry()));
  }
}
