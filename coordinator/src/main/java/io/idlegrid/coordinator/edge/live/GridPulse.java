package io.idlegrid.coordinator.edge.live;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.edge.live.LiveHub.Changes;
import io.idlegrid.coordinator.edge.loop.GridLoop;
import io.idlegrid.coordinator.flow.Grid;
import io.idlegrid.coordinator.flow.JobProgress;
import io.idlegrid.coordinator.flow.Overview;
import io.idlegrid.coordinator.flow.SeatState;
import io.idlegrid.coordinator.flow.SeatView;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the whole grid once per {@link #beat} and tells everybody who watches. One look serves
 * any number of watchers, and its cost does not depend on what happened in between.
 */
public final class GridPulse {

  private static final Logger LOG = LoggerFactory.getLogger(GridPulse.class);
  private static final int KEPT = 100;
  private static final int MOST_STATES = 10_000;

  private final LiveHub hub;
  private final GridLoop loop;
  private final Executor threads;
  private final Activity activity;
  private final Set<Consumer<Beat>> watchers = new CopyOnWriteArraySet<>();
  private final AtomicBoolean isLooking = new AtomicBoolean();
  private final Map<JobId, String> jobStates = new LatestStates();
  private final Map<DeviceId, Boolean> connected = new HashMap<>();
  private final Set<DeviceId> broken = new HashSet<>();
  private final Deque<Happening> recent = new ArrayDeque<>();
  private volatile Optional<Beat> latest = Optional.empty();

  /**
   * One look at the grid.
   *
   * @param jobs jobs that changed since the look before
   * @param devices devices that changed since then, or are no more
   * @param recent what happened lately, newest first
   */
  public record Beat(
      Instant at,
      Overview overview,
      Activity.Lately activity,
      List<ChangedJob> jobs,
      List<DeviceId> devices,
      List<Happening> recent) {

    public Beat {
      jobs = List.copyOf(jobs);
      devices = List.copyOf(devices);
      recent = List.copyOf(recent);
    }
  }

  /** A job that changed, and whose it is. */
  public record ChangedJob(JobId id, String account) {}

  /**
   * A job or device that came into another state.
   *
   * @param account whose job it is; empty for devices, which all may see
   */
  public record Happening(
      Instant at, Kind kind, String id, String name, String state, Optional<String> account) {

    /** What it happened to. */
    public enum Kind {
      JOB,
      DEVICE
    }
  }

  private record Look(
      Instant at,
      Overview overview,
      List<JobProgress> jobs,
      List<SeatView> devices,
      List<DeviceId> changedDevices) {}

  /** States of the jobs that changed last; it may forget, and then tells a state twice. */
  private static final class LatestStates extends LinkedHashMap<JobId, String> {

    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<JobId, String> eldest) {
      return size() > MOST_STATES;
    }
  }

  /**
   * @param threads where watchers are told, so that they cost the grid no time
   */
  public GridPulse(LiveHub hub, GridLoop loop, Executor threads, Activity activity) {
    this.hub = hub;
    this.loop = loop;
    this.threads = threads;
    this.activity = activity;
  }

  /** Calls back after each look, and at once with the last one; the result ends it. */
  public Runnable watch(Consumer<Beat> watcher) {
    watchers.add(watcher);
    latest.ifPresent(
        beat ->
            watcher.accept(
                new Beat(
                    beat.at(),
                    beat.overview(),
                    beat.activity(),
                    List.of(),
                    List.of(),
                    beat.recent())));
    return () -> watchers.remove(watcher);
  }

  /** Looks at the grid, unless the look before is not over yet. */
  public void beat() {
    if (!isLooking.compareAndSet(false, true)) {
      return;
    }
    Changes changes = hub.takeChanges();
    if (changes.isEmpty() && watchers.isEmpty() && latest.isPresent()) {
      isLooking.set(false);
      return;
    }
    CompletionStage<Look> looking = loop.ask((grid, now) -> look(grid, changes, now));
    looking
        .thenAcceptAsync(this::tell, threads)
        .whenComplete(
            (done, failure) -> {
              isLooking.set(false);
              if (failure != null) {
                LOG.warn("could not look at the grid", failure);
              }
            });
  }

  private static Look look(Grid grid, Changes changes, Instant now) {
    List<DeviceId> devices = changes.devices().stream().sorted().toList();
    return new Look(
        now,
        grid.overview(),
        changes.jobs().stream().sorted().map(grid::progress).flatMap(Optional::stream).toList(),
        grid.devices(devices),
        devices);
  }

  private synchronized void tell(Look look) {
    look.jobs().forEach(job -> note(job, look.at()));
    look.devices().forEach(seat -> note(seat, look.at()));
    forgetGone(look);
    Beat beat =
        new Beat(
            look.at(),
            look.overview(),
            activity.lately(look.at()),
            look.jobs().stream()
                .map(progress -> new ChangedJob(progress.job().id(), progress.job().account()))
                .toList(),
            look.changedDevices(),
            List.copyOf(recent));
    latest = Optional.of(beat);
    for (Consumer<Beat> watcher : watchers) {
      try {
        watcher.accept(beat);
      } catch (RuntimeException e) {
        LOG.warn("a watcher failed and misses a look", e);
      }
    }
  }

  private void forgetGone(Look look) {
    Set<DeviceId> gone = new HashSet<>(look.changedDevices());
    look.devices().forEach(seat -> gone.remove(seat.device().id()));
    connected.keySet().removeAll(gone);
    broken.removeAll(gone);
  }

  private void note(JobProgress progress, Instant at) {
    JobId id = progress.job().id();
    String state = progress.status().state().name();
    String before = jobStates.put(id, state);
    if (!state.equals(before)) {
      remember(
          new Happening(
              at,
              Happening.Kind.JOB,
              id.value(),
              progress.job().spec().name(),
              state,
              Optional.of(progress.job().account())));
    }
  }

  private void note(SeatView seat, Instant at) {
    boolean isOnline = seat.state() != SeatState.OFFLINE && seat.state() != SeatState.PENDING;
    Boolean before = connected.put(seat.device().id(), isOnline);
    if (before == null ? isOnline : before != isOnline) {
      remember(seat, isOnline ? "online" : "offline", at);
    }
    boolean isBroken = seat.promises().alarm().isBroken();
    if (isBroken ? broken.add(seat.device().id()) : broken.remove(seat.device().id())) {
      remember(seat, isBroken ? "promise-broken" : "promise-kept", at);
    }
  }

  private void remember(SeatView seat, String state, Instant at) {
    remember(
        new Happening(
            at,
            Happening.Kind.DEVICE,
            seat.device().id().value(),
            seat.device().name(),
            state,
            Optional.empty()));
  }

  private void remember(Happening happening) {
    recent.addFirst(happening);
    if (recent.size() > KEPT) {
      recent.removeLast();
    }
  }
}
