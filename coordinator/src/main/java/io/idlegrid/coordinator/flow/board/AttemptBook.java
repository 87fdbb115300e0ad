package io.idlegrid.coordinator.flow.board;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.UnitId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/** The attempts under way, found by name, unit, device and end of lease. */
public final class AttemptBook {

  private final Map<AttemptId, LiveAttempt> byId = new LinkedHashMap<>();
  private final Map<UnitId, List<LiveAttempt>> byUnit = new LinkedHashMap<>();
  private final Map<DeviceId, Set<LiveAttempt>> byDevice = new LinkedHashMap<>();
  private final PriorityQueue<Ending> endings =
      new PriorityQueue<>(Comparator.comparing(Ending::at).thenComparing(Ending::order));
  private long order;

  private record Ending(Instant at, long order, LiveAttempt attempt) {}

  /** Enters an attempt. */
  public void add(LiveAttempt attempt) {
    byId.put(attempt.id(), attempt);
    byUnit.computeIfAbsent(attempt.id().unit(), any -> new ArrayList<>(1)).add(attempt);
    byDevice.computeIfAbsent(attempt.device(), any -> new LinkedHashSet<>()).add(attempt);
    watch(attempt);
  }

  /** Strikes an attempt out. */
  public void remove(LiveAttempt attempt) {
    byId.remove(attempt.id());
    List<LiveAttempt> ofUnit = byUnit.get(attempt.id().unit());
    if (ofUnit != null) {
      ofUnit.remove(attempt);
      if (ofUnit.isEmpty()) {
        byUnit.remove(attempt.id().unit());
      }
    }
    Set<LiveAttempt> ofDevice = byDevice.get(attempt.device());
    if (ofDevice != null) {
      ofDevice.remove(attempt);
      if (ofDevice.isEmpty()) {
        byDevice.remove(attempt.device());
      }
    }
  }

  public Optional<LiveAttempt> find(AttemptId id) {
    return Optional.ofNullable(byId.get(id));
  }

  public List<LiveAttempt> of(UnitId unit) {
    return List.copyOf(byUnit.getOrDefault(unit, List.of()));
  }

  public List<LiveAttempt> of(DeviceId device) {
    return List.copyOf(byDevice.getOrDefault(device, Set.of()));
  }

  /** Attempts of a unit that a device may be working on. */
  public int liveOf(UnitId unit) {
    int live = 0;
    for (LiveAttempt attempt : byUnit.getOrDefault(unit, List.of())) {
      if (attempt.state().isLive()) {
        live++;
      }
    }
    return live;
  }

  /** Whether a device may be working on anything. */
  public boolean isBusy(DeviceId device) {
    for (LiveAttempt attempt : byDevice.getOrDefault(device, Set.of())) {
      if (attempt.state().isLive()) {
        return true;
      }
    }
    return false;
  }

  /** Attempts of one job. */
  public List<LiveAttempt> of(JobId job) {
    return byId.values().stream().filter(attempt -> attempt.id().unit().job().equals(job)).toList();
  }

  public Collection<LiveAttempt> all() {
    return List.copyOf(byId.values());
  }

  /** Sets a new end of a lease. */
  public void extend(LiveAttempt attempt, Instant until) {
    // The old ending stays queued and is put off when it comes up, which is once per lease.
    attempt.extendLease(until);
  }

  /** Live attempts whose lease has ended. */
  public List<LiveAttempt> endedBy(Instant now) {
    List<LiveAttempt> ended = new ArrayList<>();
    while (!endings.isEmpty() && !endings.peek().at().isAfter(now)) {
      LiveAttempt attempt = endings.poll().attempt();
      if (byId.get(attempt.id()) != attempt || !attempt.state().isLive()) {
        continue;
      }
      if (attempt.leaseUntil().isAfter(now)) {
        watch(attempt);
      } else {
        ended.add(attempt);
      }
    }
    return ended;
  }

  private void watch(LiveAttempt attempt) {
    endings.add(new Ending(attempt.leaseUntil(), order++, attempt));
  }
}
