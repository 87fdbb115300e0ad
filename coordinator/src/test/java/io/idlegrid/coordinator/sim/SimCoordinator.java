package io.idlegrid.coordinator.sim;

import io.idlegrid.coordinator.domain.attempt.GrantSeal;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.edge.condition.CelConditions;
import io.idlegrid.coordinator.edge.forecast.PredictorForecasts;
import io.idlegrid.coordinator.edge.input.PlanInputs;
import io.idlegrid.coordinator.edge.memory.InMemoryBlobStore;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.Admission;
import io.idlegrid.coordinator.flow.Grid;
import io.idlegrid.coordinator.flow.GridPorts;
import io.idlegrid.coordinator.flow.GridRules;
import io.idlegrid.coordinator.flow.Hello;
import io.idlegrid.coordinator.flow.Report;
import io.idlegrid.coordinator.flow.port.Background;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.CommitLog;
import io.idlegrid.coordinator.flow.port.LiveFeed;
import io.idlegrid.coordinator.flow.port.Quotas;
import io.idlegrid.coordinator.flow.port.Tally;
import io.idlegrid.predictor.ForecasterSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A coordinator process: the real grid over a store that outlives it. It can be killed at any
 * moment, also between a commit and its acknowledgement, and it can sleep and wake up when another
 * has taken over.
 */
final class SimCoordinator {

  private static final byte[] SECRET = new byte[32];

  private final VirtualTime time;
  private final SplittableRandom random;
  private final InMemoryGridStore store;
  private final Invariants invariants;
  private final Grid grid;
  private final PredictorForecasts forecasts;
  private final Deque<Runnable> whileAsleep = new ArrayDeque<>();
  private final List<Appended> uncommitted = new ArrayList<>();
  private final LeaseWatch leases = new LeaseWatch(GridRules.defaults().lease());
  private boolean isUp = true;
  private boolean isAsleep;
  private boolean isFlushing;

  private record Appended(Commit commit, CompletableFuture<CommitLog.Fate> fate) {}

  SimCoordinator(
      VirtualTime time,
      SplittableRandom random,
      InMemoryGridStore store,
      InMemoryBlobStore blobs,
      SimNetwork network,
      Invariants invariants) {
    this.time = time;
    this.random = random;
    this.store = store;
    this.invariants = invariants;
    this.forecasts = PredictorForecasts.fresh(ForecasterSettings.defaults().withSeed(1));
    GridPorts ports =
        new GridPorts(
            store,
            new SimCommitLog(),
            blobs,
            invariants.watching(network.linksOf(this), this),
            forecasts,
            new CelConditions(),
            new PlanInputs(blobs),
            new SimBackground(),
            LiveFeed.NONE,
            Tally.NONE,
            Quotas.NONE,
            this::run,
            reason -> isUp = false);
    this.grid = new Grid(ports, GridRules.defaults(), new GrantSeal(SECRET));
  }

  void start() {
    grid.recover(time.now());
    tick();
  }

  boolean isUp() {
    return isUp;
  }

  Grid grid() {
    return grid;
  }

  PredictorForecasts forecasts() {
    return forecasts;
  }

  /** Dies. Of what was not committed yet, some is lost and some is written without being told. */
  void kill() {
    isUp = false;
    flush(random.nextInt(uncommitted.size() + 1));
    uncommitted.clear();
  }

  /** Stops, as a process does whose machine is suspended. */
  void sleep() {
    isAsleep = true;
  }

  /** Goes on as if no time had passed. */
  void wake() {
    isAsleep = false;
    while (!whileAsleep.isEmpty()) {
      run(whileAsleep.poll());
    }
    tick();
  }

  void hello(DeviceId device, long connection, Hello hello) {
    run(
        () -> {
          grid.hello(device, connection, hello, time.now());
          leases.heard(device, hello, time.now());
        });
  }

  void report(DeviceId device, long connection, Report report) {
    run(
        () -> {
          grid.report(device, connection, report, time.now());
          if (wasHeard(device)) {
            leases.heard(report, time.now());
          }
        });
  }

  void gone(DeviceId device, long connection) {
    run(() -> grid.gone(device, connection, time.now()));
  }

  void submit(Job job, Consumer<Admission> accepted) {
    run(
        () ->
            grid.submit(job, Optional.empty(), "", time.now())
                .whenComplete(
                    (admission, failure) -> {
                      if (admission != null) {
                        accepted.accept(admission);
                      }
                    }));
  }

  /** Reports over connections that were replaced are not heard. */
  private boolean wasHeard(DeviceId device) {
    return grid.devices(Optional.of(device)).get(0).lastSeen().equals(Optional.of(time.now()));
  }

  LeaseWatch leases() {
    return leases;
  }

  private void tick() {
    run(() -> grid.tick(time.now()));
    time.after(
        Duration.ofMillis(500),
        () -> {
          if (isUp && !isAsleep) {
            tick();
          }
        });
  }

  private void run(Runnable task) {
    if (!isUp) {
      return;
    }
    if (isAsleep) {
      whileAsleep.add(task);
      return;
    }
    task.run();
    grid.settle(time.now());
  }

  private void flush(int commits) {
    List<Appended> batch = List.copyOf(uncommitted.subList(0, commits));
    uncommitted.subList(0, commits).clear();
    List<Optional<String>> broken = store.commit(batch.stream().map(Appended::commit).toList());
    for (int i = 0; i < batch.size(); i++) {
      if (broken.get(i).isEmpty()) {
        invariants.committed(batch.get(i).commit());
      }
      CommitLog.Fate fate =
          broken.get(i).map(CommitLog.Fate::broken).orElse(CommitLog.Fate.DURABLE);
      batch.get(i).fate().complete(fate);
    }
  }

  /** Commits a little later, everything that has gathered at once. */
  private final class SimCommitLog implements CommitLog {

    @Override
    public CompletionStage<Fate> append(Commit commit) {
      CompletableFuture<Fate> fate = new CompletableFuture<>();
      uncommitted.add(new Appended(commit, fate));
      if (!isFlushing) {
        isFlushing = true;
        time.after(
            Duration.ofMillis(1 + random.nextInt(20)),
            () -> {
              isFlushing = false;
              flushIfAwake();
            });
      }
      return fate;
    }

    private void flushIfAwake() {
      if (isAsleep) {
        whileAsleep.add(() -> flush(uncommitted.size()));
      } else if (isUp) {
        flush(uncommitted.size());
      }
    }
  }

  private final class SimBackground implements Background {

    @Override
    public <T> void run(Callable<T> work, Consumer<T> done, Consumer<Exception> failed) {
      time.after(
          Duration.ofMillis(10 + random.nextInt(500)),
          () -> {
            if (isUp) {
              try {
                T result = work.call();
                SimCoordinator.this.run(() -> done.accept(result));
              } catch (Exception e) {
                SimCoordinator.this.run(() -> failed.accept(e));
              }
            }
          });
    }
  }
}
