package io.idlegrid.worker.domain.run;

import java.util.List;
import java.util.Optional;

/**
 * What runs attempts on this device. Every engine passes the same contract test. May be called by
 * several threads.
 */
public interface Engine extends AutoCloseable {

  /** {@code docker} or {@code process}; the word that job files use. */
  String name();

  /** Looks anew each time: engines come and go under a running agent. May take seconds. */
  EngineProbe probe();

  /**
   * Removes what an agent that crashed left behind. Call it before the first {@link #start}, since
   * everything that carries this agent's mark is taken for left behind unless it was started by
   * this object.
   *
   * @return one sentence for each thing that was removed or could not be
   */
  List<String> removeLeftovers();

  /** Where images are made ready; empty where units cannot run in images. */
  default Optional<EngineImages> images() {
    return Optional.empty();
  }

  /**
   * Where services run side by side; empty where they cannot be stopped in one stroke, or where
   * nobody tried it yet.
   */
  default Optional<EngineGroups> groups() {
    return Optional.empty();
  }

  /** Where the unit will find its folders; known before it starts, for placeholders. */
  UnitView view(UnitFolders folders);

  /**
   * Starts the command. Output is delivered from the first byte. Not to be called while all
   * attempts are frozen: a container that is being made would be frozen half-way.
   */
  Start start(RunPlan plan, OutputSink output);

  /** Ends what the engine itself keeps running. Units must have been closed before. */
  @Override
  void close();
}
