package io.idlegrid.worker.edge.engine.docker.message;

import java.util.List;
import java.util.Optional;

/** Answers the request of the same number. */
public sealed interface Reply extends Event {

  long id();

  record Done(long id) implements Reply {}

  /**
   * The engine, as it describes itself.
   *
   * @param architecture as Docker names it
   * @param cgroupDriver {@code cgroupfs} or {@code systemd}
   * @param rootless its users are mapped, so that folders of ours are not theirs
   * @param groups whether services run side by side as they must; known of Docker alone
   * @param weaknesses what it says it cannot limit or isolate, in words
   */
  record Found(
      long id,
      String version,
      String architecture,
      String cgroupDriver,
      boolean rootless,
      boolean groups,
      List<String> weaknesses)
      implements Reply {

    /** Whether systemd makes its control groups. */
    public boolean bySystemd() {
      return cgroupDriver.equals("systemd");
    }

    /**
     * Why it must not run units, if it must not.
     *
     * @param whyNoSlices why the groups of attempts are none of systemd's, where they are not
     */
    public Optional<String> obstacle(Optional<String> whyNoSlices) {
      if (rootless) {
        return Optional.of(
            "the container engine is rootless, so its users are not those of this device;"
                + " use the process engine, or an engine that runs as root");
      }
      if (!bySystemd()) {
        return Optional.empty();
      }
      Optional<String> why =
          groups
              ? whyNoSlices
              : Optional.of("it is not Docker, the only one with which that is tested");
      return why.map(
          reason ->
              "the container engine lets systemd make its control groups, and so no container would"
                  + " be in the worker's, which protects the owner (%s); set".formatted(reason)
                  + " \"exec-opts\": [\"native.cgroupdriver=cgroupfs\"] in /etc/docker/daemon.json"
                  + " (podman: cgroup_manager = \"cgroupfs\" in containers.conf) and restart it, or"
                  + " use the process engine");
    }
  }

  /**
   * @param told one sentence for each container
   */
  record Removed(long id, List<String> told) implements Reply {}

  /**
   * @param pid of the container's first process; zero when it ended already
   * @param init whether that first process is not the command itself
   */
  record Running(long id, long pid, boolean init) implements Reply {}

  /** Whether a check passed. */
  record Checked(long id, boolean passed) implements Reply {}

  /**
   * @param text what was wrong, with which value
   * @param hint what would help
   */
  record Failed(long id, Kind kind, String text, String hint) implements Reply {}

  /** The request was not looked at, since the companion is about to leave. */
  record Left(long id) implements Reply {}

  /** Whose fault it was. */
  enum Kind {
    NO_IMAGE,
    WRONG_ARCHITECTURE,
    /** The engine did not accept what was asked. */
    REFUSED,
    /** The engine cannot be reached, or is not well. */
    UNREACHABLE
  }
}
