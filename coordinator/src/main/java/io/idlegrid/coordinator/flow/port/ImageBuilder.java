package io.idlegrid.coordinator.flow.port;

import io.idlegrid.coordinator.domain.image.Dockerfile;
import io.idlegrid.coordinator.domain.image.ImageVariant;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Makes images of Dockerfiles, on behalf of strangers and within limits. */
public interface ImageBuilder {

  /**
   * How a build is asked for.
   *
   * @param place of the Dockerfile in its folder, for people
   * @param arguments values for ARG
   * @param target the stage to end with; the last when absent
   */
  record Recipe(
      String place, Dockerfile dockerfile, Map<String, String> arguments, Optional<String> target) {

    public Recipe {
      arguments = Map.copyOf(arguments);
    }
  }

  /** Hears what a build says, and tells whether it should go on. */
  interface Watcher {

    void said(String text);

    boolean isStopped();
  }

  /** A folder that was sent, ready to be built. Closing it leaves nothing of the build. */
  interface Context extends Closeable {

    /**
     * Text of a file.
     *
     * @throws io.idlegrid.coordinator.flow.RefusedException when there is none
     */
    String text(String path) throws IOException;

    /** Architecture of what is built here, as Docker and Go name it. */
    String arch() throws IOException;

    /** Lends an image to build upon. Its bytes must stay meanwhile. */
    void lend(String name, ImageVariant image) throws IOException;

    /**
     * Builds.
     *
     * @return an archive as engines save it
     * @throws io.idlegrid.coordinator.flow.RefusedException when it cannot be built, when it was
     *     stopped, and when it went beyond a limit
     */
    Path build(Recipe recipe, Watcher watcher) throws IOException;
  }

  /** Whether a folder's archive was sent and is still here. */
  boolean has(String archive);

  /** Forgets a folder's archive, which no build needs any more. */
  void forget(String archive) throws IOException;

  /**
   * Unpacks a folder that was sent.
   *
   * @param archive SHA-256 of its archive
   * @throws io.idlegrid.coordinator.flow.RefusedException when it is not sound or not there
   */
  Context open(String archive) throws IOException;
}
