package io.idlegrid.worker.edge.guard;

import io.idlegrid.worker.domain.availability.CpuReading;
import io.idlegrid.worker.domain.availability.CpuSource;
import io.idlegrid.worker.domain.availability.OwnCpu;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import io.idlegrid.worker.edge.cgroup.SchedulerCpu;
import io.idlegrid.worker.edge.host.AgentCpu;
import io.idlegrid.worker.edge.host.ProcStat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the guard counts with: the device's CPU time, of which attempts, this process and what an
 * engine works for them are no owner's load. Not for use by several threads.
 */
public final class DeviceCpu implements CpuSource, Closeable {

  private static final Path PROC = Path.of("/proc");

  private final AgentCpu agent;
  private final ProcStat stat;

  /**
   * @param proc where the device's {@code /proc} is mounted; a device that shows itself elsewhere
   *     than here is not the one whose groups we see
   */
  public DeviceCpu(Path proc, CgroupMounts mounts, AttemptGroups groups) throws IOException {
    agent = new AgentCpu();
    if (!proc.equals(PROC)) {
      stat =
          new ProcStat(
              proc.resolve("stat"), () -> groups.used().plus(agent.used()), ProcStat.TICKS_ONLY);
      return;
    }
    SchedulerCpu exact =
        new SchedulerCpu(mounts, () -> groups.usedExactly().plus(beside(groups).total()));
    stat =
        new ProcStat(proc.resolve("stat"), () -> groups.used().plus(beside(groups)), exact::read);
  }

  /** What we use beside the attempts: this process, and the engine on our orders. */
  private OwnCpu beside(AttemptGroups groups) throws IOException {
    return agent.used().plus(new OwnCpu(groups.ordered().used(), Duration.ZERO));
  }

  @Override
  public CpuReading read() throws IOException {
    return stat.read();
  }

  @Override
  public void close() throws IOException {
    stat.close();
    agent.close();
  }
}
