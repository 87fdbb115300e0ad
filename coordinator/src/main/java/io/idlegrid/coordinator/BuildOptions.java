package io.idlegrid.coordinator;

import io.idlegrid.coordinator.edge.build.BuildSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether accounts may have images built here, and what a build may take. */
final class BuildOptions {

  private static final long MIB = 1L << 20;

  @Option(
      names = "--builds",
      defaultValue = "${env:IDLEGRID_COORDINATOR_BUILDS}",
      paramLabel = "ENGINE",
      description = {
        "Build images of Dockerfiles with this machine's Docker engine, such as",
        "unix:///var/run/docker.sock. Steps run as root of a container with the engine's default",
        "rights, so whoever may submit jobs comes closer to this machine than a unit does.",
        "Where systemd owns the control groups, the number of their processes has no bound."
      })
  private @Nullable String engine;

  @Option(
      names = "--build-memory",
      defaultValue = "1024",
      paramLabel = "MIB",
      description = "Memory of a build (default: ${DEFAULT-VALUE}).")
  private long memoryMib;

  @Option(
      names = "--build-cpu",
      defaultValue = "1",
      paramLabel = "CORES",
      description = "CPU of a build (default: ${DEFAULT-VALUE}).")
  private double cpus;

  @Option(
      names = "--build-time",
      defaultValue = "900",
      paramLabel = "SECONDS",
      description = "How long a build may take (default: ${DEFAULT-VALUE}).")
  private long seconds;

  @Option(
      names = "--build-disk",
      defaultValue = "4096",
      paramLabel = "MIB",
      description = "Disk that a build may take from the engine (default: ${DEFAULT-VALUE}).")
  private long diskMib;

  @Option(names = "--build-network", description = "Let builds reach the network.")
  private boolean network;

  Optional<BuildSettings> settings() {
    return engine == null || engine.isBlank()
        ? Optional.empty()
        : Optional.of(
            new BuildSettings(
                URI.create(engine),
                memoryMib * MIB,
                cpus,
                Duration.ofSeconds(seconds),
                diskMib * MIB,
                network));
  }
}
