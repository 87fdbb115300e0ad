package io.idlegrid.cli.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What this machine offers to units, should it lend itself. */
final class MachineChecks {

  private static final Pattern VERSION = Pattern.compile("\"Version\":\"([^\"]+)\"");
  private static final int MOST_ANSWER = 64 << 10;
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  private final Map<String, String> environment;

  MachineChecks(Map<String, String> environment) {
    this.environment = environment;
  }

  List<Finding> all() {
    return List.of(engine(), sandbox(), controlGroup());
  }

  private Finding engine() {
    for (Path socket : sockets().toList()) {
      if (Files.exists(socket)) {
        return engine(socket);
      }
    }
    return Finding.warning(
        "docker",
        "no socket of a container engine is here",
        "install one for jobs with images (Debian: apt-get install docker.io)");
  }

  private Stream<Path> sockets() {
    return Stream.of(
            Optional.ofNullable(environment.get("DOCKER_HOST"))
                .filter(host -> host.startsWith("unix://"))
                .map(host -> host.substring("unix://".length())),
            Optional.of("/var/run/docker.sock"),
            Optional.of("/run/podman/podman.sock"),
            Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                .map(folder -> folder + "/podman/podman.sock"))
        .flatMap(Optional::stream)
        .map(Path::of);
  }

  private static Finding engine(Path socket) {
    try {
      Matcher version = VERSION.matcher(ask(socket, "/version"));
      return version.find()
          ? Finding.ok("docker", "engine " + version.group(1) + " answers at " + socket)
          : Finding.warning(
              "docker", "what answers at " + socket + " tells no version", "restart the engine");
    } catch (IOException e) {
      return Finding.warning(
          "docker",
          "%s does not answer: %s".formatted(socket, e.getMessage()),
          "start the engine, and let this user use it (Debian: group docker)");
    }
  }

  private static String ask(Path socket, String path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
      ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer in = ByteBuffer.allocate(8_192);
      while (answer.size() < MOST_ANSWER && channel.read(in) >= 0) {
        answer.write(in.array(), 0, in.position());
        in.clear();
      }
      return answer.toString(StandardCharsets.UTF_8);
    }
  }

  private static Finding sandbox() {
    String hint = "install it for units without a container (Debian: apt-get install bubblewrap)";
    try {
      Process bubble =
          new ProcessBuilder("bwrap", "--ro-bind", "/", "/", "--unshare-all", "true")
              .redirectErrorStream(true)
              .start();
      bubble.getOutputStream().close();
      String said =
          new String(bubble.getInputStream().readNBytes(MOST_ANSWER), StandardCharsets.UTF_8);
      boolean hasEnded = bubble.waitFor(5, TimeUnit.SECONDS);
      if (!hasEnded) {
        bubble.destroyForcibly();
        return Finding.warning("bubblewrap", "a sandbox did not end within 5 s", hint);
      }
      return bubble.exitValue() == 0
          ? Finding.ok("bubblewrap", "sandboxes work")
          : Finding.warning(
              "bubblewrap",
              "it is here but makes no sandbox: " + said.strip(),
              "allow user namespaces: sysctl kernel.unprivileged_userns_clone=1");
    } catch (IOException e) {
      return Finding.warning("bubblewrap", "it is not installed", hint);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.warning("bubblewrap", "the check was interrupted", "run it again");
    }
  }

  private static Finding controlGroup() {
    boolean isUnified = Files.exists(CGROUPS.resolve("cgroup.controllers"));
    Path root = isUnified ? CGROUPS : CGROUPS.resolve("freezer");
    if (!Files.isDirectory(root)) {
      return Finding.warning(
          "cgroup",
          "there is no freezer below " + CGROUPS,
          "start the worker with --stop-by-signal: units are stopped by SIGSTOP");
    }
    Path probe = root.resolve("idlegrid-doctor-" + ProcessHandle.current().pid());
    try {
      Files.createDirectory(probe);
      boolean canFreeze =
          Files.exists(probe.resolve(isUnified ? "cgroup.freeze" : "freezer.state"));
      Files.delete(probe);
      return canFreeze
          ? Finding.ok("cgroup", "groups can be made and frozen, " + version(isUnified))
          : Finding.warning(
              "cgroup", "groups here cannot be frozen", "start the worker with --stop-by-signal");
    } catch (IOException e) {
      return Finding.warning(
          "cgroup",
          "no group can be made below " + root + " (" + version(isUnified) + ")",
          "run the worker as root, or with --stop-by-signal");
    }
  }

  private static String version(boolean isUnified) {
    return isUnified ? "version 2" : "version 1";
  }
}
