package io.idlegrid.worker.edge.engine.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.run.EngineProbe;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.engine.UnitUser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The Docker engine of the machine that runs the tests, seen with other eyes than ours. */
final class RealDocker {

  static final Duration SHORT_PATIENCE = Duration.ofMillis(400);

  private static final String SHELL = "idlegrid-test/shell:1";

  /** Writes to the volume that the shell's image asks for, and says what it is. */
  static final String WHERE_IS_KEPT =
      "echo some > /kept/file && while read from at what rest; do"
          + " [ $at = /kept ] && echo kept in $what; done < /proc/mounts; :";

  private RealDocker() {}

  static DockerEngine engine(Path folder, AttemptGroups groups) throws IOException {
    return engine(DockerConfig.DEFAULT_HOST, folder, groups, Duration.ofSeconds(10));
  }

  /** Skips the test where there is no engine. */
  static DockerEngine engine(String host, Path folder, AttemptGroups groups, Duration patience)
      throws IOException {
    return engine(host, folder, groups, patience, () -> true);
  }

  /** One that is fed images only while it may be. */
  static DockerEngine engine(
      String host, Path folder, AttemptGroups groups, Duration patience, BooleanSupplier mayFeed)
      throws IOException {
    DockerEngine engine =
        new DockerEngine(
            new DockerConfig(
                host,
                folder.resolve("engine"),
                UnitUser.NOBODY_ELSE,
                DockerConfig.companionOf(
                    Path.of(System.getProperty("java.home")),
                    List.of(),
                    System.getProperty("java.class.path")),
                patience),
            groups,
            mayFeed);
    EngineProbe probe = engine.probe();
    Needs.that(probe.usable(), "a Docker engine: " + probe);
    return engine;
  }

  static DockerClient client() {
    return client(DockerConfig.DEFAULT_HOST);
  }

  static DockerClient client(String host) {
    DockerClientConfig config =
        DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(host).build();
    return DockerClientImpl.getInstance(
        config, new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build());
  }

  /** Whether it leaves the groups of containers to systemd. */
  static boolean isBySystemd() {
    return "systemd".equals(client().infoCmd().exec().getRawValues().get("CgroupDriver"));
  }

  static List<String> containersOf(String mark) {
    return containersOf(DockerConfig.DEFAULT_HOST, mark);
  }

  static List<String> containersOf(String host, String mark) {
    return client(host)
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of("io.idlegrid.owner", mark))
        .exec()
        .stream()
        .map(container -> container.getNames()[0])
        .toList();
  }

  static InspectContainerResponse inspect(String container) {
    return client().inspectContainerCmd(container).exec();
  }

  static void stop(String container) {
    client().stopContainerCmd(container).withTimeout(10).exec();
  }

  static void removeShell() {
    client().removeImageCmd(SHELL).withForce(true).exec();
  }

  static void remove(String container) {
    client().removeContainerCmd(container).withForce(true).exec();
  }

  /**
   * An image of this machine's shell and what it is linked to; no registry is needed. Its author
   * has the engine ask for its health, which Podman would not import.
   */
  static String importShell() throws Exception {
    return imported(
        List.of("docker"), "VOLUME /kept", "HEALTHCHECK --interval=1s CMD echo beat > /tmp/health");
  }

  /**
   * Gives an engine an image with a shell, whose author asks for a volume at {@code /kept}.
   *
   * @param engine its command line
   * @return the image's id
   */
  static String importShellWith(String... engine) throws Exception {
    return imported(List.of(engine), "VOLUME /kept");
  }

  private static String imported(List<String> engine, String... changes) throws Exception {
    List<String> command = new ArrayList<>(engine);
    command.add("import");
    for (String change : changes) {
      command.addAll(List.of("--change", change));
    }
    command.addAll(List.of("-", SHELL));
    Process load = new ProcessBuilder(command).start();
    try (OutputStream in = load.getOutputStream()) {
      in.write(shell());
    }
    String id = new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, load.waitFor(), "import");
    return id;
  }

  /** A root file system of this machine's shell and what it is linked to. */
  static byte[] shell() throws IOException {
    Process ldd = new ProcessBuilder("ldd", "/bin/sh").start();
    String linked = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(archive)) {
      add(tar, "/bin/sh");
      Matcher library = Pattern.compile("(/\\S+)").matcher(linked);
      while (library.find()) {
        add(tar, library.group(1));
      }
    }
    return archive.toByteArray();
  }

  private static void add(TarArchiveOutputStream tar, String path) throws IOException {
    byte[] content = Files.readAllBytes(Path.of(path));
    TarArchiveEntry entry = new TarArchiveEntry(path.substring(1));
    entry.setMode(0755);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }
}
