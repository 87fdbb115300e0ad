package io.idlegrid.coordinator.edge.loop;

import io.idlegrid.coordinator.flow.Grid;
import io.idlegrid.coordinator.flow.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that touches the grid. Takes what has gathered, then lets the grid settle once:
 * under load many events share a decision and a commit. A failure in here leaves memory in doubt;
 * the coordinator then ends, and its successor rebuilds memory from what is durable.
 */
public final class GridLoop implements Executor, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GridLoop.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final int MOST_AT_ONCE = 512;

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Clock clock;
  private final Consumer<String> halt;
  private final Thread thread;
  private @Nullable Grid grid;
  private volatile boolean isClosed;

  /**
   * @param halt called once when the loop cannot go on
   */
  public GridLoop(Clock clock, Consumer<String> halt) {
    this.clock = clock;
    this.halt = halt;
    this.thread = new Thread(this::run, "grid");
    thread.setDaemon(true);
  }

  /** Starts to serve a grid; everything queued before is done first. */
  public void start(Grid served) {
    grid = served;
    thread.start();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Tells the grid something. */
  public void tell(Consumer<Told> event) {
    execute(() -> event.accept(new Told(served(), clock.instant())));
  }

  /** The grid and the instant at which it is told. */
  public record Told(Grid grid, Instant now) {}

  /**
   * Asks the grid something that changes nothing; the answer comes when the loop has time. Should
   * the question fail, only the asker suffers.
   */
  public <T> CompletableFuture<T> ask(BiFunction<Grid, Instant, T> question) {
    return answer(question, false);
  }

  /**
   * Asks for something that is answered once it is durable. What is refused has changed nothing,
   * and is the asker's affair; any other failure leaves memory in doubt.
   */
  public <T> CompletableFuture<T> request(BiFunction<Grid, Instant, CompletionStage<T>> request) {
    return answer(request, true).thenCompose(stage -> stage);
  }

  private <T> CompletableFuture<T> answer(BiFunction<Grid, Instant, T> asked, boolean changes) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    execute(
        () -> {
          try {
            answer.complete(asked.apply(served(), clock.instant()));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
            if (changes && !(e instanceof RefusedException)) {
              throw e;
            }
          }
        });
    return answer;
  }

  @Override
  public void close() {
    isClosed = true;
    execute(() -> {});
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Grid served() {
    if (grid == null) {
      throw new IllegalStateException("the loop has not started");
    }
    return grid;
  }

  private void run() {
    Instant nextTick = clock.instant();
    try {
      while (!isClosed) {
        nextTick = runOnce(nextTick);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("the grid loop failed", e);
      halt.accept("the grid loop failed: " + e);
    }
  }

  private Instant runOnce(Instant tickAt) throws InterruptedException {
    Duration wait = Duration.between(clock.instant(), tickAt);
    Runnable task = tasks.poll(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
    for (int done = 1; task != null; done++) {
      task.run();
      task = done < MOST_AT_ONCE ? tasks.poll() : null;
    }
    Instant now = clock.instant();
    Instant next = tickAt;
    if (!now.isBefore(tickAt)) {
      served().tick(now);
      next = now.plus(TICK);
    }
    served().settle(now);
    return next;
  }
}
