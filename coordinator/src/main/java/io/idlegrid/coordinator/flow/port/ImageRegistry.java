package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.image.RegistryFile;
import io.idlegrid.coordinator.domain.image.RegistryReference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Registries that others run. What they say is not trusted. */
public interface ImageRegistry {

  /**
   * What was fetched.
   *
   * @param digest {@code sha256:…} of what the reference stood for
   * @param layout folder with an OCI layout, until it is forgotten or left
   * @param layers the registry's files of the layers, lowest first, by the id of their image
   */
  record Fetched(String digest, Path layout, Map<String, List<RegistryFile>> layers) {

    public Fetched {
      layers = Map.copyOf(layers);
    }
  }

  /** Hears how a transfer goes on. */
  interface Watcher {

    /** How much there is to fetch; may refuse it. */
    void wants(long bytes);

    void moved(long bytes);
  }

  /**
   * Fetches an image; a try that broke goes on where it stopped.
   *
   * @param archs architectures; all when empty
   * @param stored digests of layers that need not be fetched
   * @throws io.idlegrid.coordinator.flow.RefusedException when the registry is not allowed, or says
   *     no
   */
  Fetched fetch(
      RegistryReference reference, List<String> archs, Set<String> stored, Watcher watcher)
      throws IOException;

  /** What a reference stands for now: {@code sha256:…}. */
  String digest(RegistryReference reference) throws IOException;

  /** A fetch is over, and nothing of it is needed any more. */
  void forget(RegistryReference reference) throws IOException;

  /** A fetch broke off: what came of it may be gone on with for a while. */
  void leave(RegistryReference reference, Instant now) throws IOException;

  /** Gives up what tries left behind that nobody repeated, and what is too much of it. */
  void sweep(Instant now) throws IOException;

  /** Whether images may be fetched from there; refuses in words otherwise. */
  void requireAllowed(RegistryReference reference);
}
