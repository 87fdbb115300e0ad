package io.idlegrid.cli.demo;

import io.idlegrid.cli.command.CommandException;
import io.idlegrid.cli.command.ExitCode;
import io.idlegrid.client.GridApi;
import io.idlegrid.protocol.access.Setup;
import io.idlegrid.protocol.access.TokenView;
import io.idlegrid.protocol.device.DeviceView;
import io.idlegrid.protocol.device.Joining;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A coordinator and a worker on this machine, with data of their own; stopped when closed. */
final class DemoGrid implements AutoCloseable {

  private static final Pattern STARTED =
      Pattern.compile("Coordinator at (\\S+), data in .*(igs_\\S+)", Pattern.DOTALL);
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration JOIN = Duration.ofMinutes(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private static final Path NICE = Path.of("/usr/bin/nice");

  private final Path launcher;
  private final Path data;
  private final Deque<ChildProgram> running = new ArrayDeque<>();
  private boolean isClosed;

  /** A started coordinator and who may use it. */
  record Access(URI url, String token) {

    GridApi api() {
      return new GridApi(url, token);
    }
  }

  DemoGrid(Path launcher, Path data) {
    this.launcher = launcher;
    this.data = data;
  }

  /** Starts a coordinator and makes its administrator, with a token. */
  Access startCoordinator(int port) throws IOException, InterruptedException {
    requireFree(port);
    ChildProgram coordinator =
        start(
            "coordinator",
            inBackground(),
            List.of(
                "coordinator",
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--data",
                data.resolve("coordinator").toString()));
    Matcher started = coordinator.awaitLine(STARTED, START);
    URI url = URI.create(started.group(1));
    TokenView.Created administrator =
        new GridApi(url, "")
            .post("/api/v1/setup", new Setup(started.group(2), "demo"), TokenView.Created.class);
    TokenView.Created token =
        new GridApi(url, administrator.secret())
            .post("/api/v1/tokens", new TokenView.Request("demo", 1), TokenView.Created.class);
    return new Access(url, token.secret());
  }

  /**
   * The worker beside it would take a coordinator at work for the owner; niced time is nobody's.
   */
  private static List<String> inBackground() {
    return Files.isExecutable(NICE) ? List.of(NICE.toString(), "-n", "10") : List.of();
  }

  private static void requireFree(int port) {
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.CONFLICT,
          "demo.port",
          "port %d is taken: %s".formatted(port, e.getMessage()),
          "leave --port out for any free one");
    }
  }

  /** Starts a worker, and waits until the coordinator sees it and what it is. */
  DeviceView startWorker(Access access) throws IOException, InterruptedException {
    Joining.Invitation invitation =
        access
            .api()
            .post(
                "/api/v1/invitations",
                new Joining.InvitationRequest(1, 1, null),
                Joining.Invitation.class);
    ChildProgram worker =
        start(
            "worker",
            List.of(),
            List.of(
                "worker",
                "--coordinator",
                access.url().toString(),
                "--join",
                invitation.code(),
                "--data",
                data.resolve("worker").toString(),
                "--group",
                "idlegrid-demo-" + ProcessHandle.current().pid(),
                "--label",
                "demo=true",
                "--plain",
                "as-agent",
                "--stop-by-signal"));
    return device(access.api(), worker);
  }

  private static DeviceView device(GridApi api, ChildProgram worker)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + JOIN.toNanos();
    while (System.nanoTime() < end) {
      worker.requireAlive();
      Optional<DeviceView> device =
          api.get("/api/v1/devices", DeviceView.Page.class).items().stream()
              .filter(each -> each.facts() != null && !each.state().equals("offline"))
              .findFirst();
      if (device.isPresent()) {
        return device.get();
      }
      Thread.sleep(LOOK_AGAIN.toMillis());
    }
    throw worker.failure("did not join within " + JOIN.toSeconds() + " s");
  }

  /** Nothing is started any more once the grid was closed: it would be nobody's. */
  private synchronized ChildProgram start(String name, List<String> before, List<String> arguments)
      throws IOException {
    if (isClosed) {
      throw new CommandException(
          ExitCode.INTERRUPTED, "demo.stopped", "the demo was stopped", "start it again");
    }
    List<String> command = new ArrayList<>(before);
    command.add(launcher.toString());
    command.addAll(arguments);
    ChildProgram program = ChildProgram.start(name, command, data.resolve(name + ".log"));
    running.push(program);
    return program;
  }

  /** Fails when one of the programs is over. */
  synchronized void requireAlive() throws IOException {
    for (ChildProgram program : running) {
      program.requireAlive();
    }
  }

  synchronized List<Long> pids() {
    return running.stream().map(ChildProgram::pid).toList();
  }

  /** Lets the programs go on without us. */
  synchronized void leaveRunning() {
    running.clear();
  }

  synchronized boolean isClosed() {
    return isClosed;
  }

  /** The worker first: it returns what it holds. */
  @Override
  public synchronized void close() {
    isClosed = true;
    while (!running.isEmpty()) {
      running.pop().stop();
    }
  }
}
