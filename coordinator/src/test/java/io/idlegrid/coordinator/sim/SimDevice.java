package io.idlegrid.coordinator.sim;

import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.edge.link.FromWorker;
import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.Capabilities.EngineInfo;
import io.idlegrid.protocol.device.Telemetry.Availability;
import io.idlegrid.protocol.device.Telemetry.LoadSample;
import io.idlegrid.protocol.device.Telemetry.Terms;
import io.idlegrid.protocol.link.AttemptOutcome;
import io.idlegrid.protocol.link.AttemptOutcome.Kind;
import io.idlegrid.protocol.link.CoordinatorMessage;
import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.protocol.link.WorkerMessage;
import io.idlegrid.protocol.link.WorkerMessage.Room;
import io.idlegrid.worker.loop.Agent;
import io.idlegrid.worker.loop.AgentRules;
import io.idlegrid.worker.loop.Event;
import io.idlegrid.worker.loop.Held;
import io.idlegrid.worker.loop.Instruction;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A device: the real agent over simulated load, programs, flash and power supply. */
final class SimDevice {

  private static final long MIB = 1L << 20;

  private final DeviceId id;
  private final Scenario scenario;
  private final SplittableRandom random;
  private final VirtualTime time;
  private final SimNetwork network;
  private final Invariants invariants;
  private final SimLoad load;
  private final Terms terms;
  private final boolean isLiar;
  private final Map<LeaseRef, Held> flash = new LinkedHashMap<>();
  private final Map<LeaseRef, Running> running = new LinkedHashMap<>();
  private Agent agent;
  private int boot;
  private boolean isFrozen;

  /** A unit that runs; the remaining work shrinks while the device is not frozen. */
  private static final class Running {
    private final Held attempt;
    private long leftMillis;

    Running(Held attempt, long millis) {
      this.attempt = attempt;
      this.leftMillis = millis;
    }
  }

  SimDevice(
      DeviceId id,
      Scenario scenario,
      SplittableRandom random,
      VirtualTime time,
      SimNetwork network,
      Invariants invariants,
      boolean isLiar,
      boolean isSpiteful) {
    this.id = id;
    this.scenario = scenario;
    this.random = random;
    this.time = time;
    this.network = network;
    this.invariants = invariants;
    this.isLiar = isLiar;
    this.load = new SimLoad(random.split(), isSpiteful);
    this.terms = new Terms(random.nextInt(3) == 0 ? 0.005 : null, 32 * MIB);
    this.agent = newAgent();
  }

  DeviceId id() {
    return id;
  }

  void powerUp() {
    boot++;
    int thisBoot = boot;
    agent = newAgent();
    running.clear();
    isFrozen = false;
    obey(agent.start(time.now()));
    every(Duration.ofSeconds(1), thisBoot, this::tick);
    every(Duration.ofSeconds(2), thisBoot, this::sampleLoad);
  }

  /** Everything that is not in flash is gone. */
  void powerLoss() {
    network.disconnect(this);
    boot++;
    running.clear();
    time.after(Duration.ofSeconds(2 + random.nextInt(90)), this::powerUp);
  }

  void crashNowAndThen(Instant until) {
    long seconds =
        (long) (scenario.deviceCrashEvery().toSeconds() * -Math.log(random.nextDouble()));
    time.after(
        Duration.ofSeconds(1 + seconds),
        () -> {
          if (time.now().isBefore(until)) {
            powerLoss();
            crashNowAndThen(until);
          }
        });
  }

  // The network calls these.

  void connected() {
    handle(new Event.LinkUp());
  }

  void disconnected(String reason) {
    handle(new Event.LinkDown(reason));
  }

  void receive(CoordinatorMessage message) {
    handle(new Event.Received(message));
  }

  int boot() {
    return boot;
  }

  List<Held> held() {
    return agent.held();
  }

  private Agent newAgent() {
    Capabilities capabilities =
        new Capabilities(
            id.value(),
            "arm64",
            "Simulated",
            4,
            1024 * MIB,
            512 * MIB,
            4096 * MIB,
            75,
            List.of(new EngineInfo("process", "1", null, true, false)),
            17,
            Map.of("site", id.value().hashCode() % 2 == 0 ? "lab" : "yard"),
            List.of(),
            null,
            false,
            List.of(),
            null,
            1024 * MIB);
    return new Agent(
        capabilities, "sim", AgentRules.defaults(), flash.values(), new Random(random.nextLong()));
  }

  private void tick() {
    work(1000);
    handle(
        new Event.Measured(
            600 * MIB,
            8192 * MIB,
            null,
            new Room(3, 512 * MIB, 4096 * MIB, 64),
            load.memory(time.now()),
            terms));
    handle(new Event.Tick());
    invariants.checkLeases(this, running.keySet(), time.now());
  }

  private void sampleLoad() {
    double host = load.next(time.now(), !running.isEmpty());
    boolean freeze = host > 25;
    if (freeze != isFrozen) {
      isFrozen = freeze;
      handle(
          new Event.Guarded(
              new Availability(
                  freeze ? Availability.SUSPENDED : Availability.AVAILABLE,
                  freeze ? "the owner's load is " + Math.round(host) + " %" : "")));
    }
    double own = isFrozen ? 0 : Math.min(75, 25.0 * running.size());
    handle(new Event.Loaded(new LoadSample(time.now(), 2000, host, own, null)));
  }

  private void work(long millis) {
    if (isFrozen) {
      return;
    }
    for (Running unit : List.copyOf(running.values())) {
      unit.leftMillis -= millis;
      if (unit.leftMillis <= 0) {
        running.remove(unit.attempt.lease());
        handle(new Event.Ended(outcome(unit.attempt, kind(), "")));
      }
    }
  }

  private Kind kind() {
    double dice = random.nextDouble();
    if (dice < scenario.unitFailureRate()) {
      return Kind.FAILED;
    }
    dice -= scenario.unitFailureRate();
    return dice < 0.01 ? Kind.DEVICE_FAULT : dice < 0.013 ? Kind.UNFIT : Kind.SUCCEEDED;
  }

  private AttemptOutcome outcome(Held attempt, Kind kind, String detail) {
    LeaseRef lease = attempt.lease();
    return new AttemptOutcome(
        lease,
        attempt.grant().mac(),
        kind,
        kind == Kind.SUCCEEDED ? 0 : null,
        detail,
        kind == Kind.SUCCEEDED
            ? isLiar ? Outputs.lie(lease, id.value()) : Outputs.honest(lease)
            : List.of(),
        null,
        null,
        attempt.heldSince().toEpochMilli(),
        4_000,
        3_000,
        null,
        "process");
  }

  private void handle(Event event) {
    obey(agent.on(event, time.now()));
  }

  private void obey(List<Instruction> instructions) {
    instructions.forEach(this::obey);
  }

  private void obey(Instruction instruction) {
    if (instruction instanceof Instruction.Connect connect) {
      int thisBoot = boot;
      time.after(connect.after(), () -> connectIf(thisBoot));
    } else if (instruction instanceof Instruction.Disconnect disconnect) {
      network.disconnect(this);
      int thisBoot = boot;
      time.after(Duration.ofMillis(1), () -> reportDown(thisBoot, disconnect.reason()));
    } else if (instruction instanceof Instruction.Send send) {
      noteWhatIsGivenBack(send.message());
      network.send(this, send.message());
    } else if (instruction instanceof Instruction.Run run) {
      running.put(run.attempt().lease(), new Running(run.attempt(), 500 + random.nextInt(8_000)));
    } else if (instruction instanceof Instruction.Stop stop) {
      stop(stop);
    } else if (instruction instanceof Instruction.Remember remember) {
      flash.put(remember.attempt().lease(), remember.attempt());
    } else if (instruction instanceof Instruction.Forget forget) {
      flash.remove(forget.lease());
    }
  }

  private void noteWhatIsGivenBack(WorkerMessage message) {
    if (message instanceof WorkerMessage.Report report) {
      report.outcomes().stream()
          .filter(outcome -> outcome.kind() == Kind.RETURNED)
          .forEach(outcome -> invariants.gaveBack(FromWorker.attempt(outcome.lease())));
    }
  }

  private void stop(Instruction.Stop stop) {
    @Nullable Running unit = running.remove(stop.lease());
    if (unit != null && stop.isWanted()) {
      int thisBoot = boot;
      time.after(
          Duration.ofMillis(200),
          () -> {
            if (boot == thisBoot) {
              handle(new Event.Ended(outcome(unit.attempt, Kind.RETURNED, stop.reason())));
            }
          });
    }
  }

  private void connectIf(int thatBoot) {
    if (boot == thatBoot) {
      network.connect(this);
    }
  }

  private void reportDown(int thatBoot, String reason) {
    if (boot == thatBoot) {
      handle(new Event.LinkDown(reason));
    }
  }

  private void every(Duration period, int thatBoot, Runnable task) {
    time.after(
        period,
        () -> {
          if (boot == thatBoot) {
            task.run();
            every(period, thatBoot, task);
          }
        });
  }
}
