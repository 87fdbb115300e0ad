package io.idlegrid.worker.edge.engine.process;

import io.idlegrid.worker.domain.run.EngineException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts all processes from one thread that lives as long as the engine. The kernel ends a process
 * that asked to die with its parent when the thread that started it ends (prctl(2),
 * PR_SET_PDEATHSIG), so a thread of some pool would take units with it.
 */
final class Spawner implements AutoCloseable {

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread spawner = new Thread(work, "starts units");
            spawner.setDaemon(true);
            return spawner;
          });

  Process start(ProcessBuilder builder) throws IOException, EngineException {
    try {
      return thread.submit(builder::start).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new EngineException("could not start a process: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while a process was started", e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
