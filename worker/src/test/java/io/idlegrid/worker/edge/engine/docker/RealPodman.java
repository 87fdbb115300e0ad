package io.idlegrid.worker.edge.engine.docker;

import static io.idlegrid.worker.Patience.await;

import io.idlegrid.worker.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Podman's service with a socket and a storage of its own, which go with it. */
final class RealPodman {

  private final Path folder;
  private final Path socket;
  private final Process service;

  private RealPodman(Path folder, Path socket, Process service) {
    this.folder = folder;
    this.socket = socket;
    this.service = service;
  }

  /** Skips the test where there is no Podman, or none that runs as root. */
  static RealPodman start() throws IOException {
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    Needs.that(isRoot && Files.isExecutable(Path.of("/usr/bin/podman")), "Podman, as root");
    // Not below a test's folder: a socket's path must be short.
    Path folder = Files.createTempDirectory("podman");
    Path socket = folder.resolve("socket");
    ProcessBuilder builder =
        new ProcessBuilder(podman(folder, "system", "service", "--time=0", "unix://" + socket));
    // Its watchers leave files where it was started.
    builder.directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    RealPodman podman = new RealPodman(folder, socket, builder.start());
    await().until(() -> Files.exists(socket) || !podman.service.isAlive());
    Needs.that(Files.exists(socket), "Podman: " + Files.readString(folder.resolve("log")));
    return podman;
  }

  String host() {
    return "unix://" + socket;
  }

  String importShell() throws Exception {
    return RealDocker.importShellWith(podman(folder).toArray(String[]::new));
  }

  /** Ends the service and removes all that it stored. */
  void stop() throws IOException, InterruptedException {
    service.destroy();
    service.waitFor(20, TimeUnit.SECONDS);
    // Unmounts what the storage mounted; deleting it first would leave the mounts.
    new ProcessBuilder(podman(folder, "system", "reset", "--force"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
  }

  private static List<String> podman(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("podman"));
    command.addAll(List.of("--root", folder.resolve("root").toString()));
    command.addAll(List.of("--runroot", folder.resolve("run").toString()));
    command.addAll(List.of(arguments));
    return command;
  }
}
