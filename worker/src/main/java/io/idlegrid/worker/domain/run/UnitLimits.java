package io.idlegrid.worker.domain.run;

/**
 * What a unit may use, held by the kernel. Time and the size of whole folders are watched by the
 * agent.
 *
 * @param cpuCores ceiling of CPU use, in cores
 * @param memoryBytes all memory of the unit, files in {@code /tmp} included; it gets no swap
 * @param processes processes and threads at once
 * @param fileBytes size of any single file it writes
 */
public record UnitLimits(double cpuCores, long memoryBytes, int processes, long fileBytes) {

  /** Docker refuses less, and no language runtime starts with less. */
  private static final long LEAST_MEMORY = 6L << 20;

  private static final double LEAST_CORES = 0.01;

  public UnitLimits {
    require(cpuCores >= LEAST_CORES, "cpu", cpuCores + " cores", LEAST_CORES + " cores");
    require(memoryBytes >= LEAST_MEMORY, "memory", memoryBytes + " bytes", LEAST_MEMORY + " bytes");
    require(processes >= 1, "process", processes + " processes", "1 process");
    require(fileBytes >= 1, "file size", fileBytes + " bytes", "1 byte");
  }

  private static void require(boolean holds, String what, String given, String least) {
    if (!holds) {
      throw new IllegalArgumentException(
          what + " limit of " + given + " is below the least possible, " + least);
    }
  }
}
