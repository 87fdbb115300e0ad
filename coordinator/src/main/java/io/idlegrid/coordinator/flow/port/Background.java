package io.idlegrid.coordinator.flow.port;

import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Runs long work beside the grid loop and hands its end back to it. */
public interface Background {

  /**
   * Runs work on another thread.
   *
   * @param done called in the loop with the result
   * @param failed called in the loop when the work threw
   */
  <T> void run(Callable<T> work, Consumer<T> done, Consumer<Exception> failed);
}
