package io.idlegrid.worker.domain.run;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a unit used.
 *
 * @param cpu CPU time of all its processes; zero where the kernel does not tell
 * @param peakMemoryBytes most memory at once; absent where the kernel does not tell
 * @param thawed time since the start less the time it was frozen
 * @param processLimitReached whether it ever had as many processes and threads as it may. A unit
 *     that does nothing but fork does not end by itself; this shows it
 */
public record Usage(
    Duration cpu, @Nullable Long peakMemoryBytes, Duration thawed, boolean processLimitReached) {

  public OptionalLong peakMemory() {
    return peakMemoryBytes == null ? OptionalLong.empty() : OptionalLong.of(peakMemoryBytes);
  }
}
