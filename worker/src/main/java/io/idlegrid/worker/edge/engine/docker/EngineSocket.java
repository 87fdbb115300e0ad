package io.idlegrid.worker.edge.engine.docker;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the engine listens.
 *
 * @param path absent where that is no file of this device
 */
record EngineSocket(@Nullable Path path) {

  static EngineSocket at(String host) {
    URI address = URI.create(host);
    return new EngineSocket("unix".equals(address.getScheme()) ? Path.of(address.getPath()) : null);
  }

  /** What keeps us from talking to it, as far as that shows without talking. */
  Optional<String> obstacle() {
    if (path == null) {
      return Optional.empty();
    }
    if (!Files.exists(path)) {
      return Optional.of(
          "no container engine listens at " + path + "; on Debian: apt-get install docker.io");
    }
    return Files.isWritable(path)
        ? Optional.empty()
        : Optional.of(
            "the worker may not use " + path + "; add its user to the group that owns it");
  }
}
