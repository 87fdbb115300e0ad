package io.idlegrid.worker.edge.engine.process;

import java.nio.file.Path;

/**
 * How the {@code process} engine may run units.
 *
 * @param folder for small files of the engine's own
 * @param bubblewrap the program, by name or path
 * @param unitUser user and group id of units where the agent is root
 * @param plain whether units may run without a sandbox where bubblewrap does not work
 * @param stopBySignal whether SIGSTOP may stand in where there is no freezer. A unit can notice it,
 *     and one that forks all the time is stopped late
 */
public record ProcessConfig(
    Path folder, String bubblewrap, int unitUser, Plain plain, boolean stopBySignal) {

  /** What the owner allows where bubblewrap does not work. */
  public enum Plain {
    NEVER,
    /** As the unit user where the agent is root, else as who the agent is. */
    AS_UNIT_USER,
    /** As who the agent is, root included. Only for a machine and jobs of one's own. */
    AS_AGENT
  }
}
