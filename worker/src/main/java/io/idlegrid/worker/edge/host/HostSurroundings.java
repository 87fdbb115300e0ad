package io.idlegrid.worker.edge.host;

import io.idlegrid.worker.domain.availability.trigger.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what beside CPU load matters to the owner. A source that fails is unknown and told once.
 * Programs and sensors are looked at less often than memory, since they cost more. Not for use by
 * several threads.
 */
public final class HostSurroundings {

  private static final Logger LOG = LoggerFactory.getLogger(HostSurroundings.class);

  /** Sensors on slow buses take milliseconds each. */
  private static final Duration SLOW = Duration.ofSeconds(4);

  private final Path meminfo;
  private final Path workspace;
  private final DiskWait diskWait;
  private final NetworkTraffic network;
  private final SysfsSensors sensors;
  private final ProgramScan programs;
  private final Clock clock;
  private final Map<Source, String> failing = new EnumMap<>(Source.class);
  private @Nullable Slow slow;
  private boolean hasLooked;

  /** Where a value comes from. */
  private enum Source {
    MEMORY,
    DISK,
    DISK_WAIT,
    NETWORK,
    PROGRAMS
  }

  private record Slow(long at, Surroundings seen, List<String> wanted) {}

  private interface Reading<T> {
    @Nullable T read() throws IOException;
  }

  /** Microseconds in which attempts waited for a disk; empty where the kernel does not tell. */
  @FunctionalInterface
  public interface OwnDiskWait {
    OptionalLong micros() throws IOException;
  }

  /**
   * @param proc where the device's {@code /proc} is mounted
   * @param classes where its {@code /sys/class} is
   * @param workspace a folder of the file system where attempts work
   * @param ownGroup path of the attempts' control group
   * @param ownBytes bytes that the worker sent and received so far
   */
  public HostSurroundings(
      Path proc,
      Path classes,
      Path workspace,
      String ownGroup,
      OwnDiskWait ownDiskWait,
      LongSupplier ownBytes,
      Clock clock) {
    this.meminfo = proc.resolve("meminfo");
    this.workspace = workspace;
    this.diskWait = new DiskWait(proc, ownDiskWait);
    this.network = new NetworkTraffic(proc, classes, ownBytes);
    this.sensors = new SysfsSensors(classes);
    this.programs = new ProgramScan(proc, ownGroup);
    this.clock = clock;
  }

  /**
   * @param wanted the owner's exclusive programs
   * @param now of a monotonic clock in nanoseconds
   */
  public Surroundings read(List<String> wanted, long now) {
    Slow sensed = sensed(wanted, now);
    Surroundings seen =
        new Surroundings(
            read(Source.MEMORY, () -> MemInfo.read(meminfo).availableBytes()),
            read(Source.DISK, () -> Files.getFileStore(workspace).getUsableSpace()),
            read(Source.DISK_WAIT, () -> known(diskWait.percent(now))),
            sensed.seen().celsius(),
            sensed.seen().power(),
            read(Source.NETWORK, () -> known(network.bytesPerSecond(now))),
            sensed.seen().programs(),
            LocalDateTime.now(clock));
    hasLooked = true;
    return seen;
  }

  private Slow sensed(List<String> wanted, long now) {
    Slow last = slow;
    if (last != null && now - last.at() < SLOW.toNanos() && last.wanted().equals(wanted)) {
      return last;
    }
    OptionalDouble celsius = sensors.celsius();
    Slow next =
        new Slow(
            now,
            new Surroundings(
                null,
                null,
                null,
                celsius.isPresent() ? celsius.getAsDouble() : null,
                sensors.power(),
                null,
                read(Source.PROGRAMS, () -> programs.present(wanted)),
                LocalDateTime.now(clock)),
            List.copyOf(wanted));
    slow = next;
    return next;
  }

  /** A rate needs two looks; until then nothing happened that we know of. */
  private @Nullable Double known(OptionalDouble rate) {
    if (rate.isPresent()) {
      return rate.getAsDouble();
    }
    return hasLooked ? null : 0.0;
  }

  private <T> @Nullable T read(Source source, Reading<T> reading) {
    try {
      T value = reading.read();
      if (failing.remove(source) != null) {
        LOG.info("{} can be read again", source);
      }
      return value;
    } catch (IOException | RuntimeException e) {
      if (failing.put(source, e.toString()) == null) {
        LOG.warn("{} cannot be read and counts as unknown: {}", source, e.toString());
      }
      return null;
    }
  }
}
