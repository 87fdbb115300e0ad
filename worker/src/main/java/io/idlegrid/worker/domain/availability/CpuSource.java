package io.idlegrid.worker.domain.availability;

import java.io.IOException;

/** Where counters come from: the kernel, a recording, or a simulation. */
@FunctionalInterface
public interface CpuSource {

  /**
   * @throws IOException if a counter cannot be had; a load that leaves it out would be wrong
   */
  CpuReading read() throws IOException;
}
