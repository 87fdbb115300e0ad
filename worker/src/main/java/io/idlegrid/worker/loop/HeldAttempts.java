package io.idlegrid.worker.loop;

import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.Program;
import io.idlegrid.protocol.link.WorkerMessage.HeldAttempt;
import io.idlegrid.protocol.link.WorkerMessage.Room;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The attempts that the device holds, in the order in which they came. */
final class HeldAttempts {

  private final Map<LeaseRef, Held> attempts = new LinkedHashMap<>();
  private final Map<LeaseRef, Held> remembered = new HashMap<>();
  private final Map<String, Integer> lanes = new HashMap<>();

  HeldAttempts(Collection<Held> fromBefore) {
    for (Held attempt : fromBefore) {
      Held restarted = attempt.afterRestart();
      attempts.put(attempt.lease(), restarted);
      remembered.put(attempt.lease(), restarted);
      lanes.put(attempt.program().job(), attempt.grant().lanes());
    }
  }

  List<Held> all() {
    return List.copyOf(attempts.values());
  }

  boolean isEmpty() {
    return attempts.isEmpty();
  }

  /** Takes a grant; a repeated one changes nothing. */
  boolean take(Held attempt) {
    lanes.put(attempt.program().job(), Math.max(1, attempt.grant().lanes()));
    return attempts.putIfAbsent(attempt.lease(), attempt) == null;
  }

  Optional<Held> find(LeaseRef lease) {
    return Optional.ofNullable(attempts.get(lease));
  }

  Optional<Held> remove(LeaseRef lease) {
    return Optional.ofNullable(attempts.remove(lease));
  }

  void progressed(Event.Progressed progress) {
    attempts.computeIfPresent(
        progress.lease(),
        (lease, attempt) ->
            attempt.isFinished()
                ? attempt
                : attempt.in(progress.phase(), progress.activeMillis(), progress.cpuMillis()));
  }

  /** The end of an attempt that is still held; others ended unwanted. */
  void ended(AttemptOutcome outcome) {
    attempts.computeIfPresent(
        outcome.lease(),
        (lease, attempt) -> attempt.isFinished() ? attempt : attempt.finished(outcome));
  }

  /** An attempt that never ran goes back. */
  void giveBack(Held attempt, String reason) {
    attempts.put(
        attempt.lease(),
        attempt.finished(
            new AttemptOutcome(
                attempt.lease(),
                attempt.grant().mac(),
                AttemptOutcome.Kind.RETURNED,
                null,
                reason,
                List.of(),
                null,
                null,
                null,
                0,
                0,
                null,
                null)));
  }

  void renew(Collection<LeaseRef> leases, Instant until) {
    leases.forEach(
        lease -> attempts.computeIfPresent(lease, (same, attempt) -> attempt.leasedUntil(until)));
  }

  /** What to claim in a hello. */
  List<HeldAttempt> toClaim() {
    return attempts.values().stream()
        .map(a -> new HeldAttempt(a.lease(), a.grant().mac(), a.isFinished()))
        .toList();
  }

  /**
   * Removes attempts that no lease covers any more. Without a connection an attempt may go on for
   * the grace that its job allows; its outcome then still counts.
   */
  List<Held> dropOverdue(Instant now, boolean isOffline) {
    List<Held> overdue = new ArrayList<>();
    for (Held attempt : all()) {
      Instant end =
          isOffline
              ? attempt.leaseUntil().plusMillis(attempt.program().graceMillis())
              : Instant.MAX;
      if (!attempt.isFinished() && now.isAfter(end)) {
        attempts.remove(attempt.lease());
        overdue.add(attempt);
      }
    }
    return overdue;
  }

  /** Attempts that fit now, in the order in which they came; they count as running from here on. */
  List<Held> startable(Optional<Room> room) {
    if (room.isEmpty()) {
      return List.of();
    }
    double cores = room.get().cpuCores() - activeCores(room.get());
    long memory = room.get().memoryBytes() - activeMemory();
    Map<String, Integer> running = activeByJob();
    List<Held> chosen = new ArrayList<>();
    for (Held attempt : all()) {
      Program program = attempt.program();
      int side = running.getOrDefault(program.job(), 0);
      if (attempt.isQueued()
          && side < lanes.getOrDefault(program.job(), 1)
          && cores(program, room.get()) <= cores + 1e-9
          && program.memoryBytes() <= memory) {
        cores -= cores(program, room.get());
        memory -= program.memoryBytes();
        running.put(program.job(), side + 1);
        Held started = attempt.in("fetching", 0, 0);
        attempts.put(attempt.lease(), started);
        chosen.add(started);
      }
    }
    return chosen;
  }

  /**
   * Attempts and outcomes that lasted long enough to be worth a write, and are new since the last;
   * also those whose lease was renewed for long, so that they may go on after a reboot too.
   */
  List<Held> toRemember(Instant now, AgentRules rules) {
    List<Held> due = new ArrayList<>();
    for (Held attempt : attempts.values()) {
      Held known = remembered.get(attempt.lease());
      boolean isNew =
          known == null
              || known.isFinished() != attempt.isFinished()
              || attempt.leaseUntil().isAfter(known.leaseUntil().plus(rules.rememberEvery()));
      boolean isOld = now.isAfter(attempt.heldSince().plus(rules.rememberAfter()));
      if (isNew && isOld) {
        due.add(attempt);
      }
    }
    due.forEach(attempt -> remembered.put(attempt.lease(), attempt));
    return due;
  }

  /** Whether an attempt was remembered; it no longer counts as such. */
  boolean wasRemembered(LeaseRef lease) {
    return remembered.remove(lease) != null;
  }

  /** Jobs of which something is held. */
  Set<String> jobs() {
    Set<String> jobs = new HashSet<>();
    attempts.values().forEach(attempt -> jobs.add(attempt.program().job()));
    return jobs;
  }

  boolean holds(LeaseRef lease) {
    return attempts.containsKey(lease);
  }

  /** {@code cpu} is a ceiling: a device that lends less gives what it lends. */
  private static double cores(Program program, Room room) {
    return Math.min(program.cpuCores(), room.cpuCores());
  }

  private double activeCores(Room room) {
    return attempts.values().stream()
        .filter(Held::isActive)
        .mapToDouble(attempt -> cores(attempt.program(), room))
        .sum();
  }

  private long activeMemory() {
    return attempts.values().stream()
        .filter(Held::isActive)
        .mapToLong(attempt -> attempt.program().memoryBytes())
        .sum();
  }

  private Map<String, Integer> activeByJob() {
    Map<String, Integer> counts = new HashMap<>();
    attempts.values().stream()
        .filter(Held::isActive)
        .forEach(attempt -> counts.merge(attempt.program().job(), 1, Integer::sum));
    return counts;
  }
}
