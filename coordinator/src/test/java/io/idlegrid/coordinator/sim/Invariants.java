package io.idlegrid.coordinator.sim;

import io.idlegrid.coordinator.domain.attempt.AttemptId;
import io.idlegrid.coordinator.domain.attempt.Output;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobSpec;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.job.UnitId;
import io.idlegrid.coordinator.domain.match.Holding;
import io.idlegrid.coordinator.domain.match.IdleOutlook;
import io.idlegrid.coordinator.domain.match.Offer;
import io.idlegrid.coordinator.domain.promise.PromiseAlarm;
import io.idlegrid.coordinator.domain.promise.PromiseTally;
import io.idlegrid.coordinator.domain.unit.Chunk;
import io.idlegrid.coordinator.domain.unit.ResultPart;
import io.idlegrid.coordinator.domain.unit.ResultPart.Row;
import io.idlegrid.coordinator.domain.unit.UnitRecord;
import io.idlegrid.coordinator.domain.unit.UnitRecord.Verdict;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.SeatView;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.DeviceLinks;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.worker.loop.Held;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must hold in every grid, whatever goes wrong. The first violation ends the run. */
final class Invariants {

  /** A device looks at its leases once a second. */
  private static final Duration TICK = Duration.ofSeconds(2);

  private final InMemoryGridStore store;
  private final VirtualTime time;
  private final Set<UnitId> counted = new HashSet<>();
  private final Set<AttemptId> granted = new HashSet<>();
  private final Map<JobId, Job> acknowledged = new LinkedHashMap<>();
  private long grants;

  Invariants(InMemoryGridStore store, VirtualTime time) {
    this.store = store;
    this.time = time;
  }

  /** Grants made so far. */
  long grants() {
    return grants;
  }

  /** A submission was acknowledged: from now on the job exists. */
  void acknowledged(Job job) {
    acknowledged.put(job.id(), job);
  }

  /** Nothing that was acknowledged is ever lost. */
  void check() {
    for (JobId job : acknowledged.keySet()) {
      if (store.get(Table.JOB, Table.key(job)).isEmpty()
          || store.get(Table.STATUS, Table.key(job)).isEmpty()) {
        throw violated("job " + job + " was acknowledged and is not there");
      }
    }
  }

  /** Something became durable: no unit is counted twice, and none with a wrong output. */
  void committed(Commit commit) {
    for (Commit.Write<?> write : commit.writes()) {
      if (write.value() instanceof ResultPart part) {
        part.rows().forEach(row -> counted(part.job(), row));
      }
    }
  }

  private void counted(JobId job, Row row) {
    UnitId unit = new UnitId(job, row.unit());
    if (!counted.add(unit)) {
      throw violated("unit " + unit + " was counted twice");
    }
    boolean isCompared =
        store.get(Table.JOB, Table.key(job)).orElseThrow().spec().policy().quorum() > 1;
    if (isCompared && !text(row.outputs().get(0)).equals(Outputs.right(job.value(), row.unit()))) {
      throw violated("a wrong output of unit " + unit + " passed a quorum");
    }
  }

  /** Watches what is sent to devices. */
  DeviceLinks watching(DeviceLinks links, SimCoordinator from) {
    return new DeviceLinks() {
      @Override
      public void send(DeviceId device, long connection, Orders orders) {
        orders.acknowledged().forEach(attempt -> checkAcknowledged(attempt));
        orders.granted().forEach(granted -> checkGrant(from, device, granted));
        links.send(device, connection, orders);
      }

      @Override
      public void welcome(DeviceId device, long connection, Welcome welcome) {
        links.welcome(device, connection, welcome);
      }
    };
  }

  /** A device may forget an outcome only when its unit no longer needs it. */
  private void checkAcknowledged(AttemptId attempt) {
    UnitId unit = attempt.unit();
    Optional<JobStatus> status = store.get(Table.STATUS, Table.key(unit.job()));
    if (status.isEmpty() || status.get().state().isFinal()) {
      return;
    }
    Chunk chunk =
        store
            .get(Table.CHUNK, Table.chunkKey(unit.job(), Chunk.numberOf(unit)))
            .orElseThrow(
                () ->
                    violated(
                        "an outcome of " + unit + " was acknowledged, its chunk is not there"));
    boolean isDone = chunk.done().get((int) (unit.index() % Chunk.SIZE));
    Optional<UnitRecord> record = store.get(Table.UNIT, Table.key(unit));
    boolean isRecorded =
        record
            .map(
                known ->
                    known.verdict() == Verdict.FAILED
                        || known.past().stream().anyMatch(p -> p.lease().equals(attempt.lease()))
                        || known.votes().stream().anyMatch(v -> v.lease().equals(attempt.lease())))
            .orElse(false);
    if (!isDone && !isRecorded && !returned.contains(attempt)) {
      throw violated("the outcome of " + attempt + " was acknowledged and is not durable");
    }
  }

  private final Set<AttemptId> returned = new HashSet<>();

  /** An outcome without anything worth keeping: the unit was only given back. */
  void gaveBack(AttemptId attempt) {
    returned.add(attempt);
  }

  private void checkGrant(SimCoordinator from, DeviceId device, DeviceLinks.Granted grant) {
    grants++;
    if (!granted.add(grant.attempt())) {
      throw violated("lease " + grant.attempt() + " was granted twice");
    }
    JobId job = grant.attempt().unit().job();
    JobSpec spec = store.get(Table.JOB, Table.key(job)).orElseThrow().spec();
    Instant now = time.now();
    Optional<AttemptId> former = from.leases().granted(device, grant.attempt(), now);
    if (spec.policy().quorum() == 1 && former.isPresent()) {
      throw violated(grant.attempt() + " was granted while " + former.get() + " is leased");
    }
    checkPromise(from, device, job, grant, now);
  }

  /** The owner's risk holds for CPU and memory, and a broken promise makes the grid cautious. */
  private void checkPromise(
      SimCoordinator from, DeviceId device, JobId job, DeviceLinks.Granted grant, Instant now) {
    SeatView seat = from.grid().devices(Optional.of(device)).get(0);
    PromiseAlarm alarm = seat.promises().alarm();
    PromiseTally lately = seat.promises().lately(now);
    if (alarm.caution() > 1 && lately.conflicts() < 8) {
      throw violated(device + " is under alarm after few conflicts: " + lately);
    }
    double risk = Offer.acceptedRisk(seat.device(), seat.condition()) / alarm.caution();
    Map<JobId, Duration> least = new LinkedHashMap<>();
    least.put(job, Duration.ZERO);
    seat.attempts()
        .forEach(
            held ->
                least.merge(
                    held.attempt().unit().job(),
                    held.active(),
                    (one, other) -> one.compareTo(other) < 0 ? one : other));
    // At least one attempt of each job that the device holds, as long as the longest goes on.
    Duration span = Duration.ZERO;
    double cores = 0;
    double bytes = 0;
    for (Map.Entry<JobId, Duration> held : least.entrySet()) {
      Need needed = store.get(Table.JOB, Table.key(held.getKey())).orElseThrow().spec().need();
      Duration runtime = from.forecasts().cautiousRuntime(held.getKey(), device, needed);
      Duration left = Holding.left(runtime, held.getValue(), needed.timeLimit());
      span = left.compareTo(span) > 0 ? left : span;
      cores += needed.cpuCores();
      bytes += needed.memoryBytes();
    }
    IdleOutlook outlook = from.forecasts().outlook(device, now);
    double idle = outlook.idleProbability(Math.min(100, 100.0 * cores / 4), span);
    double memory = outlook.memoryProbability(Math.min(100, 100.0 * bytes / (1L << 30)), span);
    if (Math.min(idle, memory) < 1 - risk) {
      throw violated(
          "%s was granted to %s though its CPU is free only with p = %.4f, its memory with %.4f"
              .formatted(grant.attempt(), device, idle, memory));
    }
  }

  /** A device runs nothing that no lease covers, beyond the grace that the job allows. */
  void checkLeases(SimDevice device, Set<LeaseRef> running, Instant now) {
    for (Held held : device.held()) {
      Instant end = held.leaseUntil().plusMillis(held.program().graceMillis()).plus(TICK);
      if (running.contains(held.lease()) && now.isAfter(end)) {
        throw violated(device.id() + " runs " + held.lease() + " long after its lease");
      }
    }
    for (LeaseRef lease : running) {
      boolean isHeld = device.held().stream().anyMatch(held -> held.lease().equals(lease));
      if (!isHeld) {
        throw violated(device.id() + " runs " + lease + " which it does not hold");
      }
    }
  }

  private static String text(Output output) {
    return new String(
        Base64.getDecoder().decode(output.inline().orElseThrow()), StandardCharsets.UTF_8);
  }

  AssertionError violated(String what) {
    return new AssertionError("at " + time.now() + ": " + what);
  }
}
