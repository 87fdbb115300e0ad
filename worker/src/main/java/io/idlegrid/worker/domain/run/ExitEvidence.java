package io.idlegrid.worker.domain.run;

import org.jspecify.annotations.Nullable;

/**
 * What is known about the end of a unit. {@link #judge} names the one cause that matters most.
 *
 * @param exitCode 128 + n after signal n; absent where the engine cannot tell
 * @param killedByUs the agent asked for SIGKILL before the end
 * @param outOfMemory the kernel killed a process of the unit for want of memory within its limit
 * @param processLimitReached it had as many processes and threads as it may, at some time
 * @param fileAtLimit a writable file that is as large as a file may be; absent if there is none
 * @param loss what happened to the engine or container from outside; absent if nothing did
 */
public record ExitEvidence(
    @Nullable Integer exitCode,
    boolean killedByUs,
    boolean outOfMemory,
    boolean processLimitReached,
    @Nullable String fileAtLimit,
    @Nullable String loss) {

  private static final int SIGXFSZ = 25;

  /** A limit that was touched does not count against a command that succeeded all the same. */
  public Exit judge(UnitLimits limits, Usage usage) {
    if (exitCode != null && exitCode == 0) {
      return exit(Ending.EXITED, "exited with code 0", usage);
    }
    if (killedByUs) {
      return exit(Ending.KILLED, "killed by the agent", usage);
    }
    if (outOfMemory) {
      return exit(
          Ending.MEMORY_LIMIT,
          "needed more memory than its limit of " + mebibytes(limits.memoryBytes()),
          usage);
    }
    if (loss != null) {
      return exit(Ending.LOST, loss, usage);
    }
    return failure(limits, usage);
  }

  private Exit failure(UnitLimits limits, Usage usage) {
    if (exitCode == null) {
      return exit(Ending.LOST, "ended and left no exit code", usage);
    }
    if (fileAtLimit != null || exitCode == 128 + SIGXFSZ) {
      String file = fileAtLimit == null ? "a file" : "file " + fileAtLimit;
      return exit(
          Ending.FILE_SIZE_LIMIT,
          file
              + " reached the limit of "
              + mebibytes(limits.fileBytes())
              + " per file (exit code "
              + exitCode
              + ")",
          usage);
    }
    if (processLimitReached) {
      return exit(
          Ending.PROCESS_LIMIT,
          "failed at its limit of "
              + limits.processes()
              + " processes and threads (exit code "
              + exitCode
              + ")",
          usage);
    }
    return exit(Ending.EXITED, "exited with code " + exitCode + signalOf(exitCode), usage);
  }

  /** A unit can kill itself, so a kill that nobody here ordered is still its own exit. */
  private static String signalOf(int exitCode) {
    return exitCode > 128 && exitCode <= 128 + 64 ? ", as after signal " + (exitCode - 128) : "";
  }

  private Exit exit(Ending ending, String detail, Usage usage) {
    return new Exit(ending, exitCode, detail, usage);
  }

  private static String mebibytes(long bytes) {
    long whole = bytes >> 20;
    return whole << 20 == bytes ? whole + " MiB" : bytes + " bytes";
  }
}
