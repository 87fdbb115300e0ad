package io.idlegrid.worker.bench;

import io.idlegrid.worker.domain.availability.CpuReading;
import io.idlegrid.worker.domain.availability.HostLoad;
import io.idlegrid.worker.domain.availability.OwnCpu;
import io.idlegrid.worker.edge.host.ProcStat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What others do: nothing, containers as they come, niceness alone, and a slow poll. */
final class SimplePolicies {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final String IMAGE = "idlegrid-bench/empty:1";
  private static final String BEGIN_BUSY =
      "i=0; while [ $i -lt %d ]; do (while :; do :; done) & i=$((i+1)); done; ";
  private static final String BUSY = BEGIN_BUSY + "wait";

  /** Ends, with its children, when whoever started it does: nobody else knows of them. */
  private static final String BUSY_WHILE_WANTED =
      BEGIN_BUSY + "echo begun; read -r never; kill -KILL 0";

  /**
   * Where the kernel shares the processors among sessions first, niceness counts within one only,
   * so the session needs the least weight too. Whoever is not root may set it ten times a second.
   */
  private static final String LIGHTEST_SESSION =
      "weigh() { echo 19 > /proc/self/autogroup; }; "
          + "read -r on 2>/dev/null < /proc/sys/kernel/sched_autogroup_enabled; "
          + "[ \"$on\" != 1 ] || weigh 2>/dev/null || { sleep 1; weigh; } || exit 1; ";

  private SimplePolicies() {}

  /** Runs nothing. */
  record Nothing() implements LendingPolicy {

    @Override
    public String name() {
      return "nothing lent";
    }

    @Override
    public Lent begin() {
      return new Working(() -> Duration.ZERO, new Stops(), () -> {});
    }
  }

  /** Processes at the lowest priority that there is without groups. */
  record Niced() implements LendingPolicy {

    @Override
    public String name() {
      return "nice / SCHED_IDLE only";
    }

    @Override
    public Lent begin() throws IOException {
      String idle =
          LIGHTEST_SESSION
              + "chrt -i 0 true 2>/dev/null && exec chrt -i 0 sh -c \"$0\"; exec nice -n 19 sh -c \"$0\"";
      // In a session of its own: Ctrl-C would end the shell and leave its busy children behind.
      Process work =
          new ProcessBuilder("setsid", "sh", "-c", idle, BUSY_WHILE_WANTED.formatted(PROCESSORS))
              .redirectErrorStream(true)
              .start();
      String said = work.inputReader().readLine();
      if (!"begun".equals(said)) {
        work.destroyForcibly();
        throw new IOException("no process can be given the least weight here: " + said);
      }
      return new Working(
          () -> ProcessTree.cpu(work.pid()),
          new Stops(),
          () -> {
            work.descendants().forEach(ProcessHandle::destroyForcibly);
            work.destroyForcibly();
          });
    }
  }

  /** A container with the shares that every container gets. */
  record DefaultContainer() implements LendingPolicy {

    @Override
    public String name() {
      return "containers, default shares";
    }

    @Override
    public Lent begin() throws IOException, InterruptedException {
      Container container = Container.start();
      return new Working(container::cpu, new Stops(), container::remove);
    }
  }

  /** Looks every 10 s, stops above 25 % through the engine, all at once: BOINC's defaults. */
  record SlowPoll() implements LendingPolicy {

    private static final Duration POLL = Duration.ofSeconds(10);
    private static final double THRESHOLD = 25;

    @Override
    public String name() {
      return "BOINC-like (25 %, 10 s poll)";
    }

    @Override
    public Lent begin() throws IOException, InterruptedException {
      Container container = Container.start();
      Stops stops = new Stops();
      Thread poll = new Thread(() -> poll(container, stops), "slow-poll");
      poll.setDaemon(true);
      poll.start();
      return new Working(
          container::cpu,
          stops,
          () -> {
            poll.interrupt();
            poll.join();
            container.remove();
          });
    }

    private static void poll(Container container, Stops stops) {
      try (ProcStat stat =
          new ProcStat(Path.of("/proc/stat"), container::own, ProcStat.TICKS_ONLY)) {
        CpuReading last = stat.read();
        boolean isPaused = false;
        while (true) {
          TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
          CpuReading now = stat.read();
          double host = HostLoad.between(last, now, PROCESSORS).map(HostLoad::host).orElse(0.0);
          last = now;
          if (host > THRESHOLD != isPaused) {
            isPaused = !isPaused;
            docker(isPaused ? "pause" : "unpause", container.id());
            stops.noted(isPaused, "its poll saw the load");
          }
        }
      } catch (InterruptedException over) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        System.err.println("the slow poll broke: " + e);
      }
    }
  }

  /** A container that keeps all processors busy. */
  record Container(String id, long pid) {

    static Container start() throws IOException, InterruptedException {
      requireEngine();
      String name = LeftBehind.name();
      try {
        return start(name);
      } catch (IOException | InterruptedException e) {
        removeIfThere(name);
        throw e;
      }
    }

    private static void requireEngine() throws IOException, InterruptedException {
      try {
        docker("version", "--format", "{{.Server.Version}}");
      } catch (IOException e) {
        throw new IOException(
            "it needs Docker, running, and its command; on Debian: apt-get install docker.io ("
                + e.getMessage()
                + ")",
            e);
      }
    }

    /** Whoever breaks off may have ended the client after it gave its order. */
    private static void removeIfThere(String name) {
      try (PutBack after = new PutBack()) {
        after.add(() -> run("sh", "-c", "docker rm -f " + name + " >/dev/null 2>&1 || true"));
      } catch (PutBack.Failed e) {
        System.err.println(e.getMessage());
      }
    }

    private static Container start(String name) throws IOException, InterruptedException {
      run(
          "sh",
          "-c",
          "docker image inspect "
              + IMAGE
              + " >/dev/null 2>&1 || tar c -T /dev/null | docker import - "
              + IMAGE);
      List<String> command =
          new ArrayList<>(List.of("docker", "run", "-d", "--name", name, "--network", "none"));
      for (String folder : List.of("/usr", "/bin", "/lib", "/lib64")) {
        if (Path.of(folder).toFile().exists()) {
          command.addAll(List.of("-v", folder + ":" + folder + ":ro"));
        }
      }
      command.addAll(List.of(IMAGE, "/bin/sh", "-c", BUSY.formatted(PROCESSORS)));
      String id = run(command.toArray(String[]::new));
      return new Container(id, Long.parseLong(docker("inspect", "-f", "{{.State.Pid}}", id)));
    }

    Duration cpu() {
      return ProcessTree.cpu(pid);
    }

    OwnCpu own() {
      return new OwnCpu(cpu(), Duration.ZERO);
    }

    void remove() throws IOException, InterruptedException {
      docker("rm", "-f", id);
    }
  }

  private static String docker(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(words));
    return run(command.toArray(String[]::new));
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", List.of(command).subList(0, 2)) + ": " + said);
    }
    return said;
  }

  private interface Meter {
    Duration cpu() throws IOException;
  }

  private interface Ending {
    void end() throws IOException, InterruptedException;
  }

  private record Working(Meter meter, Stops noted, Ending ending) implements LendingPolicy.Lent {

    @Override
    public Duration cpu() throws IOException {
      return meter.cpu();
    }

    @Override
    public List<Stop> stops() {
      return noted.all();
    }

    @Override
    public Duration lost() {
      return Duration.ZERO;
    }

    @Override
    public void end() throws IOException, InterruptedException {
      ending.end();
    }
  }
}
