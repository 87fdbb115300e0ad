package io.idlegrid.worker.edge.engine.docker.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.VersionComponent;
import io.idlegrid.image.Architecture;
import io.idlegrid.worker.edge.engine.docker.message.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The container engine, as far as it is not about one container. */
final class ContainerEngine {

  /** Containers with this label are ours, if its value is our mark. */
  static final String OWNER = "io.idlegrid.owner";

  static final String ATTEMPT = "io.idlegrid.attempt";

  private static final String DOCKER = "Engine";

  private static final int PING_TRIES = 10;
  private static final long BETWEEN_TRIES_NANOS = 50_000_000;

  private final DockerClient client;
  private final String mark;

  /** Asked once: it does not change, and being asked costs the engine tens of milliseconds. */
  private @Nullable String architecture;

  ContainerEngine(DockerClient client, String mark) {
    this.client = client;
    this.mark = mark;
  }

  DockerClient client() {
    return client;
  }

  String mark() {
    return mark;
  }

  /**
   * Connections from before a restart of the engine fail once each when they are used again; this
   * uses them up on a question that may be repeated.
   */
  void reach() {
    for (int tries = 1; ; tries++) {
      try {
        client.pingCmd().exec();
        return;
      } catch (RuntimeException e) {
        if (tries == PING_TRIES) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
      }
    }
  }

  Reply.Found look(long id) {
    Info info = client.infoCmd().exec();
    List<String> security = texts(info.getRawValues().get("SecurityOptions"));
    return new Reply.Found(
        id,
        text(info.getServerVersion()),
        Architecture.ofMachine(text(info.getArchitecture())),
        text(info.getRawValues().get("CgroupDriver")),
        security.stream().anyMatch(option -> option.contains("rootless")),
        isDocker(),
        weaknesses(info, security));
  }

  /** Podman, which speaks the same language, calls itself {@code Podman Engine}. */
  private boolean isDocker() {
    List<VersionComponent> components = client.versionCmd().exec().getComponents();
    return components != null
        && components.stream().anyMatch(each -> DOCKER.equals(each.getName()));
  }

  private static List<String> weaknesses(Info info, List<String> security) {
    List<String> weak = new ArrayList<>();
    if (Boolean.FALSE.equals(info.getMemoryLimit())) {
      weak.add("the container engine cannot limit memory");
    }
    if (Boolean.FALSE.equals(info.getCpuCfsQuota())) {
      weak.add("the container engine cannot limit CPU use");
    }
    if (Boolean.FALSE.equals(info.getRawValues().get("PidsLimit"))) {
      weak.add("the container engine cannot limit processes");
    }
    if (security.stream().noneMatch(option -> option.contains("seccomp"))) {
      weak.add("the container engine filters no system calls");
    }
    return weak;
  }

  /** Image to make a container from, by its id, so that a name cannot change meanwhile. */
  RootImage imageFor(String image) {
    try {
      InspectImageResponse found = client.inspectImageCmd(image).exec();
      requireArchitecture(image, found);
      return RootImage.of(image, found);
    } catch (NotFoundException e) {
      throw EngineFailure.noImage(image);
    } catch (RuntimeException e) {
      throw e.getCause() instanceof JsonProcessingException unreadable
          ? EngineFailure.unreadable(image, unreadable)
          : e;
    }
  }

  private void requireArchitecture(String image, InspectImageResponse found) {
    String ours = architecture();
    String its = text(found.getArch());
    if (!its.isEmpty() && !its.equals(ours)) {
      throw new EngineFailure(
          Reply.Kind.WRONG_ARCHITECTURE,
          "image " + image + " is for " + its + " and this device is " + ours,
          "build or pull the image for " + ours);
    }
  }

  RootImage emptyRoot() {
    try {
      client.inspectImageCmd(EmptyRoot.NAME).exec();
    } catch (NotFoundException absent) {
      client.loadImageCmd(EmptyRoot.archive(architecture())).exec();
    }
    return RootImage.without(EmptyRoot.NAME);
  }

  /**
   * @param known attempts whose containers are to stay
   */
  List<String> removeStale(Set<String> known) {
    List<String> told = new ArrayList<>();
    List<Container> ours =
        client.listContainersCmd().withShowAll(true).withLabelFilter(Map.of(OWNER, mark)).exec();
    for (Container container : ours) {
      String attempt = text(container.getLabels().get(ATTEMPT));
      if (!known.contains(attempt)) {
        told.add(removed(container.getId(), attempt));
      }
    }
    return told;
  }

  private String removed(String id, String attempt) {
    try {
      client.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
      return "removed the container of attempt " + attempt + ", left behind by an agent that ended";
    } catch (DockerException e) {
      return "the container of attempt " + attempt + " could not be removed: " + e.getMessage();
    }
  }

  private synchronized String architecture() {
    String known = architecture;
    if (known == null) {
      known = Architecture.ofMachine(text(client.infoCmd().exec().getArchitecture()));
      architecture = known;
    }
    return known;
  }

  private static List<String> texts(@Nullable Object list) {
    return list instanceof List<?> some ? some.stream().map(String::valueOf).toList() : List.of();
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
