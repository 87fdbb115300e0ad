package io.idlegrid.worker.edge.engine.docker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the {@code docker} engine reaches containers.
 *
 * @param host address of the engine, such as {@code unix:///var/run/docker.sock}; Podman's socket
 *     speaks the same language
 * @param folder for small files of the engine's own
 * @param unitUser user and group id of units where the agent is root
 * @param companion command that starts a JVM with our class path, up to the main class
 * @param patience how long the companion stays without work
 */
public record DockerConfig(
    String host, Path folder, int unitUser, List<String> companion, Duration patience) {

  public static final String DEFAULT_HOST = "unix:///var/run/docker.sock";

  public DockerConfig {
    companion = List.copyOf(companion);
  }

  /**
   * A small JVM like the agent's own.
   *
   * @param flags further ones
   */
  public static List<String> companionOf(Path javaHome, List<String> flags, String classPath) {
    // Niced time is nobody's load: the companion must not be taken for the owner.
    List<String> command =
        new ArrayList<>(List.of("nice", "-n", "10", javaHome.resolve("bin/java").toString()));
    command.addAll(List.of("-Xmx48m", "-Xss256k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-XX:-UsePerfData");
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath));
    return command;
  }
}
