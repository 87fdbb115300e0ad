package io.idlegrid.coordinator.sim;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.flow.Hello;
import io.idlegrid.coordinator.flow.Report;
import io.idlegrid.coordinator.flow.Report.Declined;
import io.idlegrid.coordinator.flow.Report.Finished;
import io.idlegrid.coordinator.flow.Report.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps the books on one coordinator's leases from outside, by what it hears and grants. A unit may
 * be granted again only when the lease of the former attempt is over: it ran out, or its own device
 * ended that very attempt.
 */
final class LeaseWatch {

  private final Duration lease;
  private final Map<UnitId, Map<AttemptId, Lease>> leases = new HashMap<>();

  private record Lease(DeviceId device, Instant until) {}

  LeaseWatch(Duration lease) {
    this.lease = lease;
  }

  /** The coordinator took a hello in. */
  void heard(DeviceId device, Hello hello, Instant now) {
    Set<AttemptId> held =
        hello.held().stream().map(Hello.Held::attempt).collect(Collectors.toSet());
    for (Map<AttemptId, Lease> ofUnit : leases.values()) {
      ofUnit
          .entrySet()
          .removeIf(
              entry -> entry.getValue().device().equals(device) && !held.contains(entry.getKey()));
    }
    held.forEach(attempt -> renew(attempt, now));
  }

  /** The coordinator took a report in. */
  void heard(Report report, Instant now) {
    report.running().stream().map(Running::attempt).forEach(attempt -> renew(attempt, now));
    Set<AttemptId> ended = new HashSet<>();
    report.finished().stream().map(Finished::attempt).forEach(ended::add);
    report.declined().stream().map(Declined::attempt).forEach(ended::add);
    ended.forEach(attempt -> leases.getOrDefault(attempt.unit(), new HashMap<>()).remove(attempt));
  }

  /** The coordinator grants; returns a former attempt whose lease is not over. */
  Optional<AttemptId> granted(DeviceId device, AttemptId attempt, Instant now) {
    Map<AttemptId, Lease> ofUnit = leases.computeIfAbsent(attempt.unit(), any -> new HashMap<>());
    Optional<AttemptId> former =
        ofUnit.entrySet().stream()
            .filter(entry -> entry.getValue().until().isAfter(now))
            .map(Map.Entry::getKey)
            .findFirst();
    ofUnit.put(attempt, new Lease(device, now.plus(lease)));
    return former;
  }

  private void renew(AttemptId attempt, Instant now) {
    leases
        .getOrDefault(attempt.unit(), new HashMap<>())
        .computeIfPresent(
            attempt,
            (same, known) ->
                known.until().isAfter(now) ? new Lease(known.device(), now.plus(lease)) : known);
  }
}
