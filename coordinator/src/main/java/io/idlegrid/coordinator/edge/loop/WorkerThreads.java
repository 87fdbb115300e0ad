package io.idlegrid.coordinator.edge.loop;

import io.idlegrid.coordinator.flow.port.Background;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/** Runs long work on other threads and hands its end back to the grid loop. */
public final class WorkerThreads implements Background {

  private final ExecutorService threads;
  private final GridLoop loop;

  public WorkerThreads(ExecutorService threads, GridLoop loop) {
    this.threads = threads;
    this.loop = loop;
  }

  @Override
  public <T> void run(Callable<T> work, Consumer<T> done, Consumer<Exception> failed) {
    threads.execute(
        () -> {
          try {
            T result = work.call();
            loop.execute(() -> done.accept(result));
          } catch (Exception e) {
            loop.execute(() -> failed.accept(e));
          }
        });
  }
}
