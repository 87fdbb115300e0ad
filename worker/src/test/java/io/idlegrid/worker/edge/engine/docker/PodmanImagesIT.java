package io.idlegrid.worker.edge.engine.docker;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The same over Podman's socket. */
@Tag("podman")
class PodmanImagesIT extends DockerImagesIT {

  private static @Nullable RealPodman podman;

  @BeforeAll
  static void startPodman() throws Exception {
    podman = RealPodman.start();
  }

  @AfterAll
  static void stopPodman() throws Exception {
    if (podman != null) {
      podman.stop();
    }
  }

  @Override
  String host() {
    return Objects.requireNonNull(podman).host();
  }
}
