package io.idlegrid.worker.edge.host;

import static io.idlegrid.worker.Patience.await;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.worker.Needs;
import io.idlegrid.worker.domain.availability.CpuReading;
import io.idlegrid.worker.domain.availability.HostLoad;
import io.idlegrid.worker.domain.run.AttemptName;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.cgroup.AttemptGroup;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import io.idlegrid.worker.edge.cgroup.SchedulerCpu;
import io.idlegrid.worker.edge.cgroup.TestGroups;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whose load is whose, with a real kernel and a real Docker engine. */
@Tag("cgroup")
class OthersLoadIT {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final double ONE = 100.0 / PROCESSORS;
  private static final String BUSY = "while :; do :; done";

  private final List<Process> started = new ArrayList<>();
  private final List<String> containers = new ArrayList<>();
  private final List<String> images = new ArrayList<>();
  private AttemptGroups groups;

  @BeforeEach
  void open() throws Exception {
    groups = TestGroups.open();
    Needs.that(groups.measuresCpu(), "CPU accounting: " + groups.missing());
  }

  @AfterEach
  void close() throws Exception {
    for (String container : containers) {
      said("docker", "rm", "-f", container);
    }
    for (String image : images) {
      said("docker", "rmi", "-f", image);
    }
    started.forEach(Process::destroyForcibly);
    groups.removeStale();
    for (Process process : started) {
      process.waitFor();
    }
    groups.close();
  }

  /**
   * A unit at the ordinary priority is no owner's load, nor does it hide one: it is seen as load.
   */
  @Test
  void anAttemptAtAnOrdinaryPriorityDoesNotBlindTheGuard() throws Exception {
    AttemptGroup attempt =
        groups.make(new AttemptName("a1"), new UnitLimits(1, 64 << 20, 16, 1 << 20));
    joined(attempt);
    await().until(() -> attempt.cpuTime().toMillis() > 50);
    Process owner = new ProcessBuilder("sh", "-c", BUSY).start();
    started.add(owner);

    assertHostSeesWhatItUses(owner.pid());
    attempt.remove();
  }

  @Test
  void otherPeoplesContainersAreHostLoad() throws Exception {
    Needs.that(isDockerThere(), "a Docker engine");
    String image = said("sh", "-c", "tar c -T /dev/null | docker import -");
    images.add(image);
    String container =
        said(
            "docker",
            "run",
            "-d",
            "--network",
            "none",
            "-v",
            "/usr:/usr:ro",
            "-v",
            "/bin:/bin:ro",
            "-v",
            "/lib:/lib:ro",
            "-v",
            "/lib64:/lib64:ro",
            image,
            "/bin/sh",
            "-c",
            BUSY);
    containers.add(container);
    long pid = Long.parseLong(said("docker", "inspect", "-f", "{{.State.Pid}}", container));

    assertHostSeesWhatItUses(pid);
  }

  /**
   * Compares what one process used with the host load of the same time, by exact counters and by
   * ticks alone; ticks round both.
   */
  private void assertHostSeesWhatItUses(long pid) throws IOException, InterruptedException {
    SchedulerCpu exact = new SchedulerCpu(CgroupMounts.ofThisProcess(), groups::usedExactly);
    try (ProcStat stat = new ProcStat(Path.of("/proc/stat"), groups::used, exact::read)) {
      CpuReading first = stat.read();
      long before = ticks(pid);
      while (ticks(pid) - before < 60) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      long used = ticks(pid) - before;
      CpuReading last = stat.read();
      assertNotNull(last.exact(), "exact counters");
      HostLoad load = HostLoad.between(first, last, PROCESSORS).orElseThrow();
      HostLoad byTicks = HostLoad.between(ticksOf(first), ticksOf(last), PROCESSORS).orElseThrow();
      double seconds = (last.at() - first.at()) / 1e9;
      double percent = used / 100.0 / seconds * ONE;
      assertTrue(load.host() >= percent * 0.8, load + " hides some of " + percent);
      assertTrue(byTicks.host() >= percent * 0.8, byTicks + " hides some of " + percent);
    }
  }

  private static CpuReading ticksOf(CpuReading reading) {
    return new CpuReading(reading.at(), reading.device(), reading.own());
  }

  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.UTF_8);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private void joined(AttemptGroup attempt) throws IOException {
    Process busy = new ProcessBuilder("sh", "-c", "read go; " + BUSY).start();
    started.add(busy);
    for (Path join : attempt.joinFiles()) {
      Files.writeString(join, String.valueOf(busy.pid()), StandardOpenOption.WRITE);
    }
    busy.getOutputStream().write('\n');
    busy.getOutputStream().flush();
  }

  private static boolean isDockerThere() throws IOException, InterruptedException {
    Process docker = new ProcessBuilder("docker", "version").start();
    docker.getInputStream().readAllBytes();
    return docker.waitFor() == 0;
  }

  private static String said(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
    return said;
  }
}
