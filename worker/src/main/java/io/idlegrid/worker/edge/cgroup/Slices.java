package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.domain.run.UnitLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has systemd make groups, as slices, where the tree is its own: an engine that leaves the groups
 * of containers to systemd can put them nowhere else. What systemd thinks that a slice's limits are
 * it writes again whenever it likes, as after a {@code daemon-reload}; so it is told the same as
 * the kernel. Freezing goes past it: it never writes that file of a slice that it did not freeze
 * itself.
 */
final class Slices {

  private static final Logger LOG = LoggerFactory.getLogger(Slices.class);
  private static final Path TREE = Path.of("/sys/fs/cgroup");
  private static final Path RUNS = Path.of("/run/systemd/system");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long GLANCE_NANOS = 1_000_000;
  private static final double MICROS = 1_000_000;

  private final Systemd systemd;

  /** What is asked of systemd. */
  @FunctionalInterface
  interface Systemd {
    /**
     * @return what it said against it; empty when it is done
     */
    Optional<String> ask(List<String> command) throws IOException;
  }

  Slices(Systemd systemd) {
    this.systemd = systemd;
  }

  /** Those of this device; else why there are none, in words. */
  static Choice ofThisDevice(CgroupMounts mounts) {
    if (!Files.isDirectory(RUNS)) {
      return new Choice.None("systemd does not run this device");
    }
    if (mounts.nested() || !TREE.equals(mounts.unified()) || !mounts.legacy().isEmpty()) {
      return new Choice.None("the device does not have version 2 of control groups alone");
    }
    if (!Files.isWritable(TREE.resolve("cgroup.subtree_control"))) {
      return new Choice.None("the worker does not run as root");
    }
    return new Choice.Some(new Slices(Slices::run));
  }

  /** Whether systemd is to make the groups. */
  sealed interface Choice {

    record Some(Slices slices) implements Choice {}

    record None(String reason) implements Choice {}
  }

  /** The group of all attempts, which yields to everybody; what it may take is told later. */
  void makeTop(Group top) throws IOException {
    List<Property> yielding = List.of(new Property("CPUWeight", 0), new Property("IOWeight", 1));
    List<Property> leastWeight = List.of(new Property("CPUWeight", 1), new Property("IOWeight", 1));
    try {
      make(top, yielding);
    } catch (IOException e) {
      // Before 252 it knows no idle class and calls zero wrong; the kernel then is told alone.
      LOG.debug("systemd does not know idle groups: {}", e.getMessage());
      make(top, leastWeight);
    }
  }

  void make(Group group, UnitLimits limits) throws IOException {
    make(group, properties(limits));
  }

  void limit(Group group, UnitLimits limits) throws IOException {
    set(group, properties(limits));
  }

  /** Its group may be gone already; returns when systemd has forgotten it. */
  void end(Group group) throws IOException {
    require(List.of("systemctl", "--quiet", "stop", group.unit()));
  }

  private void make(Group group, List<Property> properties) throws IOException {
    List<Property> all = new ArrayList<>(accounting());
    all.addAll(properties);
    List<String> command = called("StartTransientUnit", "ssa(sv)a(sa(sv))");
    command.addAll(List.of(group.unit(), "replace"));
    append(command, all);
    command.add("0");
    Optional<String> objection = systemd.ask(command);
    if (objection.isPresent()) {
      if (!objection.get().contains("already")) {
        throw failed(command, objection.get());
      }
      // One that an agent left, or whose end systemd is still about to forget.
      set(group, all);
      List<String> start = called("StartUnit", "ss");
      start.addAll(List.of(group.unit(), "replace"));
      require(start);
    }
    awaitMade(group);
  }

  private void set(Group group, List<Property> properties) throws IOException {
    List<String> command = called("SetUnitProperties", "sba(sv)");
    command.addAll(List.of(group.unit(), "true"));
    append(command, properties);
    require(command);
  }

  /** It answers before it has done it. */
  private static void awaitMade(Group group) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!group.isWhole()) {
      if (System.nanoTime() - end >= 0) {
        throw new IOException(
            "systemd did not make cgroup /%s within %s".formatted(group.path(), PATIENCE));
      }
      LockSupport.parkNanos(GLANCE_NANOS);
    }
  }

  private void require(List<String> command) throws IOException {
    Optional<String> objection = systemd.ask(command);
    if (objection.isPresent()) {
      throw failed(command, objection.get());
    }
  }

  private static IOException failed(List<String> command, String objection) {
    return new IOException("systemd refused (%s): %s".formatted(command, objection));
  }

  /** Makes it hand the controllers down. */
  private static List<Property> accounting() {
    return List.of(
        Property.yes("CPUAccounting"),
        Property.yes("IOAccounting"),
        Property.yes("MemoryAccounting"),
        Property.yes("TasksAccounting"));
  }

  static List<Property> properties(UnitLimits limits) {
    return List.of(
        new Property(
            "CPUQuotaPerSecUSec", Math.max(10_000, Math.round(limits.cpuCores() * MICROS))),
        new Property("MemoryMax", limits.memoryBytes()),
        new Property("MemorySwapMax", 0),
        new Property("TasksMax", limits.processes()));
  }

  /** Of org.freedesktop.systemd1(5), as {@code busctl} wants it. */
  record Property(String name, String type, String value) {

    Property(String name, long value) {
      this(name, "t", Long.toString(value));
    }

    static Property yes(String name) {
      return new Property(name, "b", "true");
    }
  }

  private static void append(List<String> command, List<Property> properties) {
    command.add(Integer.toString(properties.size()));
    properties.forEach(each -> command.addAll(List.of(each.name(), each.type(), each.value())));
  }

  private static List<String> called(String method, String signature) {
    return new ArrayList<>(
        List.of(
            "busctl",
            "--system",
            "--quiet",
            "call",
            "org.freedesktop.systemd1",
            "/org/freedesktop/systemd1",
            "org.freedesktop.systemd1.Manager",
            method,
            signature));
  }

  private static Optional<String> run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try {
      // What they say is a line, which a pipe holds until it is read.
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return Optional.of("no answer within " + PATIENCE);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return process.exitValue() == 0
        ? Optional.empty()
        : Optional.of(said.isEmpty() ? "exit code " + process.exitValue() : said);
  }
}
