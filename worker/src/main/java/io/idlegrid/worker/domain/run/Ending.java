package io.idlegrid.worker.domain.run;

/** What ended a unit. */
public enum Ending {
  /** The command exited by itself, well or not. */
  EXITED,
  /** The kernel ended it, or part of it so that it failed, for want of memory within its limit. */
  MEMORY_LIMIT,
  /** It failed after it was refused another process or thread. */
  PROCESS_LIMIT,
  /** It failed with a file as large as it may be. */
  FILE_SIZE_LIMIT,
  /** By {@link RunningUnit#kill} or {@link RunningUnit#close}. */
  KILLED,
  /** Ended from outside: engine stopped, container removed by somebody, device out of memory. */
  LOST
}
