package io.idlegrid.coordinator.sim;

import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.Job;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.job.JobState;
import io.idlegrid.coordinator.domain.job.JobStatus;
import io.idlegrid.coordinator.domain.job.Need;
import io.idlegrid.coordinator.domain.job.Placement;
import io.idlegrid.coordinator.domain.job.Policy;
import io.idlegrid.coordinator.domain.job.ResultRule;
import io.idlegrid.coordinator.edge.memory.InMemoryBlobStore;
import io.idlegrid.coordinator.edge.memory.InMemoryGridStore;
import io.idlegrid.coordinator.flow.port.Commit;
import io.idlegrid.coordinator.flow.port.Table;
import io.idlegrid.coordinator.given.GivenJob;
import io.idlegrid.protocol.piece.PieceIndexReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** One run of a scenario: a fleet, a coordinator, jobs, and a time in which things go wrong. */
final class SimulatedGrid {

  private final Scenario scenario;
  private final VirtualTime time = new VirtualTime();
  private final SplittableRandom random;
  private final InMemoryGridStore store = new InMemoryGridStore();
  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final Invariants invariants = new Invariants(store, time);
  private final SimNetwork network;
  private final List<SimDevice> devices = new ArrayList<>();
  private final List<JobId> jobs = new ArrayList<>();
  private SimCoordinator coordinator;

  private SimulatedGrid(Scenario scenario) {
    this.scenario = scenario;
    this.random = new SplittableRandom(scenario.seed() * 31 + 7);
    this.network = new SimNetwork(scenario, random.split(), time);
    joinDevices();
    this.coordinator = newCoordinator();
  }

  /**
   * Runs a scenario to its end.
   *
   * @throws AssertionError when an invariant breaks, with the instant and what broke
   */
  static Summary run(Scenario scenario) {
    return new SimulatedGrid(scenario).run();
  }

  /** What a run saw, to know that it was not empty. */
  record Summary(long grants, long units, Duration took) {}

  private Summary run() {
    Instant start = time.now();
    Instant calm = start.plus(scenario.faultsFor());
    coordinator.start();
    network.serve(coordinator);
    devices.forEach(SimDevice::powerUp);
    devices.forEach(device -> device.crashNowAndThen(calm));
    crashCoordinatorNowAndThen(calm);
    for (int i = 0; i < scenario.jobs(); i++) {
      submitLater(i);
    }
    time.runUntil(calm, invariants::check);
    network.calm();
    Instant patience = calm.plus(Duration.ofHours(12));
    while (!isAllOver() && time.now().isBefore(patience)) {
      time.runUntil(time.now().plusSeconds(30), invariants::check);
    }
    jobs.forEach(this::checkEnd);
    checkCredit();
    return new Summary(
        invariants.grants(),
        jobs.stream().mapToLong(job -> status(job).done()).sum(),
        Duration.between(start, time.now()));
  }

  private void joinDevices() {
    for (int i = 0; i < scenario.devices(); i++) {
      DeviceId id = new DeviceId("d-%08d".formatted(i));
      Device device =
          new Device(
              id,
              "owner",
              id.value(),
              "00",
              time.now(),
              Optional.empty(),
              Duty.LEND,
              Device.DEFAULT_RISK);
      store.commit(List.of(Commit.builder().put(Table.DEVICE, Table.key(id), device).build()));
      devices.add(
          new SimDevice(
              id,
              scenario,
              random.split(),
              time,
              network,
              invariants,
              i < scenario.liars(),
              i >= scenario.devices() - scenario.spiteful()));
    }
  }

  private SimCoordinator newCoordinator() {
    return new SimCoordinator(time, random.split(), store, blobs, network, invariants);
  }

  private void crashCoordinatorNowAndThen(Instant until) {
    long seconds =
        (long) (scenario.coordinatorCrashEvery().toSeconds() * -Math.log(random.nextDouble()));
    time.after(
        Duration.ofSeconds(5 + seconds),
        () -> {
          if (time.now().isBefore(until)) {
            replaceCoordinator();
            crashCoordinatorNowAndThen(until);
          }
        });
  }

  private void replaceCoordinator() {
    SimCoordinator old = coordinator;
    network.serve(null);
    if (random.nextDouble() < scenario.zombieShare()) {
      old.sleep();
      // Its connections are still open; only after a while they turn out to be dead.
      time.after(Duration.ofSeconds(1 + random.nextInt(40)), old::wake);
      time.after(Duration.ofSeconds(1 + random.nextInt(60)), () -> network.drop(old));
    } else {
      old.kill();
      network.drop(old);
    }
    time.after(
        Duration.ofSeconds(1 + random.nextInt(10)),
        () -> {
          coordinator = newCoordinator();
          coordinator.start();
          network.serve(coordinator);
        });
  }

  private void submitLater(int number) {
    Job job = job(number);
    time.after(Duration.ofSeconds(20L + random.nextInt(120)), () -> submit(job));
  }

  /** Submits until it is acknowledged, as a client does. */
  private void submit(Job job) {
    if (!jobs.contains(job.id())) {
      coordinator.submit(
          job,
          admission -> {
            if (!jobs.contains(job.id())) {
              jobs.add(job.id());
              invariants.acknowledged(job);
            }
          });
      time.after(Duration.ofSeconds(15), () -> retry(job));
    }
  }

  private void retry(Job job) {
    if (store.get(Table.JOB, Table.key(job.id())).isPresent()) {
      if (!jobs.contains(job.id())) {
        jobs.add(job.id());
      }
    } else {
      submit(job);
    }
  }

  private Job job(int number) {
    int quorum = scenario.liars() > 0 || random.nextInt(3) == 0 ? 2 : 1;
    boolean isCompared = quorum > 1 && scenario.devices() >= 4;
    long units = 5L + random.nextInt(isCompared ? 60 : 2_500);
    boolean hasMerge = random.nextInt(4) == 0;
    Policy policy =
        new Policy(
            30,
            Optional.empty(),
            isCompared ? quorum : 1,
            random.nextInt(3),
            List.of(Placement.values()).get(random.nextInt(4)),
            0,
            Duration.ofMinutes(30));
    GivenJob job =
        new GivenJob(number)
            .units(units)
            .need(
                new Need(
                    1,
                    64L << 20,
                    16L << 20,
                    Optional.of(Duration.ofSeconds(5)),
                    Duration.ofMinutes(5)))
            .policy(policy);
    if (hasMerge) {
      job.results(new ResultRule("out/**", ResultRule.Merge.PROGRAM, List.of("merge")));
    }
    return job.at(time.now());
  }

  private boolean isAllOver() {
    return jobs.size() == scenario.jobs()
        && jobs.stream()
            .map(this::status)
            .allMatch(status -> status.state().isFinal() && status.results().isPresent());
  }

  private JobStatus status(JobId job) {
    return store.get(Table.STATUS, Table.key(job)).orElseThrow();
  }

  /** Every job comes to its end, with each unit's output exactly once and in order. */
  private void checkEnd(JobId id) {
    Job job = store.get(Table.JOB, Table.key(id)).orElseThrow();
    JobStatus status = status(id);
    if (status.state() != JobState.SUCCEEDED) {
      throw invariants.violated(
          "job %s is %s (%s) with %d of %d units done: %s"
              .formatted(
                  id,
                  status.state(),
                  status.reason(),
                  status.done(),
                  job.spec().plan().units(),
                  coordinator.grid().explain(id, time.now())));
    }
    if (scenario.liars() > 0 && job.spec().policy().quorum() == 1) {
      return;
    }
    try {
      checkOutputs(job, status.mergeInput().or(status::results).orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkOutputs(Job job, String index) throws IOException {
    long size = blobs.size(index).orElseThrow();
    PieceIndexReader reader =
        new PieceIndexReader(offset -> blobs.open(index, offset, size - offset), size);
    if (reader.rows() != job.spec().plan().units()) {
      throw invariants.violated(
          "job %s has %d outputs of %d units"
              .formatted(job.id(), reader.rows(), job.spec().plan().units()));
    }
    long[] expected = {0};
    reader.walk(
        0,
        row -> {
          String right = Outputs.right(job.id().value(), expected[0]);
          try (InputStream in =
              blobs.open(row.piece().blob(), row.piece().offset(), row.piece().length())) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (row.piece().unit() != expected[0] || !text.equals(right)) {
              throw invariants.violated("output of unit " + expected[0] + " is " + text);
            }
          }
          expected[0]++;
          return true;
        });
  }

  /** Credit is given for outputs that counted, and for nothing else. */
  private void checkCredit() {
    long validated = 0;
    for (SimDevice device : devices) {
      Standing standing = store.get(Table.STANDING, Table.key(device.id())).orElse(Standing.NEW);
      validated += standing.validated();
      if (Math.abs(standing.creditSeconds() - 3.0 * standing.validated()) > 1e-6) {
        throw invariants.violated(
            device.id() + " has credit for work that was not validated: " + standing);
      }
    }
    long least = jobs.stream().mapToLong(job -> status(job).done()).sum();
    if (validated < least) {
      throw invariants.violated(
          "only %d outputs earned credit for %d units".formatted(validated, least));
    }
  }
}
