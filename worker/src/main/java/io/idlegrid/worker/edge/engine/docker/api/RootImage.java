package io.idlegrid.worker.edge.engine.docker.api;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import io.idlegrid.worker.edge.engine.docker.message.Reply;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An image that a container is made of.
 *
 * @param id what the engine finds it by
 * @param volumes paths at which its author asks for folders of the device, which nothing bounds
 */
record RootImage(String id, Set<String> volumes) {

  /** Each is a mount of its own. */
  private static final int MOST_VOLUMES = 32;

  RootImage {
    volumes = Set.copyOf(volumes);
  }

  static RootImage without(String id) {
    return new RootImage(id, Set.of());
  }

  /**
   * One that the engine has.
   *
   * @param name by which it was asked for
   */
  static RootImage of(String name, InspectImageResponse found) {
    Set<String> volumes = new TreeSet<>();
    for (String path : declared(found.getConfig()).keySet()) {
      volumes.add(asEnginesRead(path, name));
    }
    if (volumes.size() > MOST_VOLUMES) {
      throw new EngineFailure(
          Reply.Kind.REFUSED,
          "image %s declares %d volumes, more than %d"
              .formatted(name, volumes.size(), MOST_VOLUMES),
          "leave VOLUME out of its Dockerfile");
    }
    return new RootImage(Objects.requireNonNull(found.getId()), volumes);
  }

  /** They would make a folder for what is not mounted over. */
  private static String asEnginesRead(String path, String name) {
    try {
      return Path.of(path).normalize().toString();
    } catch (InvalidPathException e) {
      throw new EngineFailure(
          Reply.Kind.REFUSED,
          "image %s declares a volume that is no path: %s".formatted(name, e.getMessage()),
          "correct VOLUME in its Dockerfile");
    }
  }

  private static Map<String, ?> declared(@Nullable ContainerConfig config) {
    Map<String, ?> volumes = config == null ? null : config.getVolumes();
    return volumes == null ? Map.of() : volumes;
  }
}
