package io.idlegrid.worker.edge.engine;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;

/** System calls on other processes for which the JDK has no name. Loaded only where needed. */
public final class Signals {

  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;
  private static final int ONE_THREAD = 0;

  /** The lowest priority there is. A process without privileges cannot raise it again. */
  private static final int LOWEST = 19;

  private final CLibrary library = Native.load(Platform.C_LIBRARY_NAME, CLibrary.class);

  interface CLibrary extends Library {
    int kill(int pid, int signal);

    int setpriority(int which, int who, int priority);
  }

  /**
   * @return false when the process is gone or not ours
   */
  public boolean stop(long pid) {
    return library.kill((int) pid, SIGSTOP) == 0;
  }

  public boolean carryOn(long pid) {
    return library.kill((int) pid, SIGCONT) == 0;
  }

  /**
   * @param thread id of a thread, or of a process for its first one
   */
  public boolean lowerPriority(long thread) {
    return library.setpriority(ONE_THREAD, (int) thread, LOWEST) == 0;
  }
}
