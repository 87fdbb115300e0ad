package io.idlegrid.worker.edge.engine.docker.api;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.TmpfsOptions;
import com.github.dockerjava.api.model.Ulimit;
import io.idlegrid.worker.edge.engine.docker.message.ContainerSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a container is made like. */
final class ContainerRecipe {

  private static final long PERIOD_MICROS = 100_000;

  /** Units are the first to go when the device runs out of memory. */
  private static final int FIRST_TO_GO = 1_000;

  private static final String TEMPORARY = "/tmp";

  /** Everybody may write, as to {@code /tmp}. */
  private static final int EVERYBODY = 01777;

  private ContainerRecipe() {}

  static String of(ContainerEngine engine, ContainerSpec spec, boolean init) {
    String image = spec.image();
    RootImage root = image == null ? engine.emptyRoot() : engine.imageFor(image);
    CreateContainerCmd command =
        engine
            .client()
            .createContainerCmd(root.id())
            .withName(engine.mark() + "-" + spec.attempt())
            .withLabels(
                Map.of(
                    ContainerEngine.OWNER, engine.mark(), ContainerEngine.ATTEMPT, spec.attempt()))
            .withEnv(
                spec.env().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList())
            .withUser(spec.user())
            .withAttachStdout(true)
            .withAttachStderr(true)
            // The engine would run it beside our limits, and while the unit stands still.
            .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
            .withHostConfig(isolated(limited(new HostConfig(), spec), spec, root).withInit(init));
    HostConfig host = Objects.requireNonNull(command.getHostConfig());
    if (spec.pod() == null) {
      host.withNetworkMode(spec.network() ? "bridge" : "none");
      command
          .withEntrypoint(spec.command())
          .withCmd(List.of())
          .withHostName("grid")
          .withWorkingDir(spec.workingFolder());
    } else {
      host.withNetworkMode("container:" + engine.mark() + "-" + spec.pod());
      asItsImageSays(command, spec);
    }
    return command.exec().getId();
  }

  /** A service brings its command, unless the group's author replaced it. */
  private static void asItsImageSays(CreateContainerCmd command, ContainerSpec spec) {
    if (!spec.command().isEmpty()) {
      command.withEntrypoint(spec.command());
    }
    if (!spec.arguments().isEmpty()) {
      command.withCmd(spec.arguments());
    }
  }

  private static HostConfig limited(HostConfig host, ContainerSpec spec) {
    OwnLimits ours = OwnLimits.ofThisProcess();
    return host.withCgroupParent(spec.cgroupParent())
        .withMemory(spec.memoryBytes())
        .withMemorySwap(spec.memoryBytes())
        .withCpuPeriod(PERIOD_MICROS)
        .withCpuQuota(Math.max(1_000, Math.round(spec.cpuCores() * PERIOD_MICROS)))
        .withPidsLimit(spec.processes())
        .withOomScoreAdj(FIRST_TO_GO)
        .withUlimits(
            new Ulimit[] {
              new Ulimit("fsize", spec.fileBytes(), spec.fileBytes()),
              new Ulimit("core", 0L, 0L),
              // An engine's own default may be more than the kernel lets it give.
              same("nofile", ours.openFiles()),
              same("nproc", ours.processes())
            });
  }

  private static Ulimit same(String name, long limit) {
    return new Ulimit(name, limit, limit);
  }

  private static HostConfig isolated(HostConfig host, ContainerSpec spec, RootImage root) {
    return host.withIpcMode("private")
        .withReadonlyRootfs(true)
        .withCapDrop(Capability.ALL)
        .withSecurityOpts(List.of("no-new-privileges"))
        .withPrivileged(false)
        .withMounts(mounts(spec, root))
        // Some libraries unpack native code there, so it must allow to execute.
        .withTmpFs(Map.of(TEMPORARY, "rw,exec,nosuid,nodev,mode=1777,size=" + spec.memoryBytes()))
        // Output is attached; nothing is to be written to the device's disk besides.
        .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
  }

  /** Where an image asks for a volume and gets none of ours, the engine would make one on disk. */
  private static List<Mount> mounts(ContainerSpec spec, RootImage root) {
    Set<String> taken =
        spec.mounts().stream().map(ContainerSpec.Mount::seen).collect(Collectors.toSet());
    taken.add(TEMPORARY);
    return Stream.concat(
            spec.mounts().stream().map(ContainerRecipe::bind),
            root.volumes().stream()
                .filter(path -> !taken.contains(path))
                .map(path -> inMemory(path, spec.memoryBytes())))
        .toList();
  }

  private static Mount inMemory(String path, long bytes) {
    return new Mount()
        .withType(MountType.TMPFS)
        .withTarget(path)
        .withTmpfsOptions(new TmpfsOptions().withSizeBytes(bytes).withMode(EVERYBODY));
  }

  private static Mount bind(ContainerSpec.Mount mount) {
    return new Mount()
        .withType(MountType.BIND)
        .withSource(mount.from())
        .withTarget(mount.seen())
        .withReadOnly(mount.readOnly());
  }
}
