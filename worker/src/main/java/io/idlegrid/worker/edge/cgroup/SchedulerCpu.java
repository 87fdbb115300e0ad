package io.idlegrid.worker.edge.cgroup;

import io.idlegrid.worker.domain.availability.CpuTicks;
import io.idlegrid.worker.domain.availability.ExactCpu;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CPU time of the device and of our part, as the scheduler accounts it to control groups. Not for
 * use by several threads.
 */
public final class SchedulerCpu {

  private static final Logger LOG = LoggerFactory.getLogger(SchedulerCpu.class);
  private static final Duration APART = Duration.ofMillis(1);
  private static final int MOST_AGAIN = 3;

  private final OwnMeter own;
  private final @Nullable DeviceMeter device;
  private boolean isTold;

  /** CPU time of our attempts and of the agent, as exact as it is to be had. */
  @FunctionalInterface
  public interface OwnMeter {
    Duration used() throws IOException;
  }

  /** CPU time of all processes. */
  @FunctionalInterface
  interface DeviceMeter {
    Duration used(CpuTicks ticks, long at) throws IOException;
  }

  /**
   * Tells nothing where only a part of the device is seen, or no control groups are. A name space
   * of control groups shows a part as if it were the whole, but for files that only the whole has,
   * or has not.
   */
  public SchedulerCpu(CgroupMounts mounts, OwnMeter own) {
    this.own = own;
    this.device = mounts.nested() ? null : meter(mounts);
  }

  private static @Nullable DeviceMeter meter(CgroupMounts mounts) {
    Path legacy = mounts.legacy().get("cpuacct");
    if (legacy != null) {
      Knobs all = new Knobs(legacy);
      if (!all.has("release_agent")) {
        return null;
      }
      return (ticks, at) -> Duration.ofNanos(all.readLong("cpuacct.usage"));
    }
    Path unified = mounts.unified();
    return unified == null || new Knobs(unified).has("cgroup.type")
        ? null
        : new UnifiedDeviceCpu(unified);
  }

  /**
   * Own time is read first: what attempts use between the two readings then counts as the host's.
   * Where that is much, because somebody else had the processor in between, both are read again: 5
   * ms of two busy attempts would look like a tenth of two processors over 50 ms.
   *
   * @param ticks of the whole device, of this moment
   * @param at that moment in nanoseconds
   */
  public Optional<ExactCpu> read(CpuTicks ticks, long at) {
    if (device == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(device, ticks, at));
    } catch (IOException | NumberFormatException e) {
      if (!isTold) {
        isTold = true;
        LOG.warn("CPU time of the device cannot be read exactly, only in ticks: {}", e.toString());
      }
      return Optional.empty();
    }
  }

  private ExactCpu read(DeviceMeter device, CpuTicks ticks, long at) throws IOException {
    Duration ours = own.used();
    for (int again = 0; ; again++) {
      Duration all = device.used(ticks, at);
      Duration later = own.used();
      if (later.minus(ours).compareTo(APART) <= 0 || again == MOST_AGAIN) {
        return new ExactCpu(all, ours);
      }
      ours = later;
    }
  }
}
