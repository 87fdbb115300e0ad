package io.idlegrid.worker;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.idlegrid.protocol.device.Capabilities;
import io.idlegrid.protocol.device.Hardware;
import io.idlegrid.protocol.link.CoordinatorMessage.Refusal;
import io.idlegrid.protocol.link.CoordinatorMessage.Welcome;
import io.idlegrid.worker.domain.availability.DeviceFacts;
import io.idlegrid.worker.domain.availability.Lending;
import io.idlegrid.worker.domain.availability.Protection;
import io.idlegrid.worker.domain.owner.OwnerPolicy;
import io.idlegrid.worker.domain.owner.PolicyKey;
import io.idlegrid.worker.domain.owner.Unprotected;
import io.idlegrid.worker.domain.run.Engine;
import io.idlegrid.worker.domain.run.EngineException;
import io.idlegrid.worker.domain.run.EngineImages;
import io.idlegrid.worker.domain.run.JavaRuntime;
import io.idlegrid.worker.domain.run.UnitLimits;
import io.idlegrid.worker.edge.agent.AgentThread;
import io.idlegrid.worker.edge.agent.LinkNews;
import io.idlegrid.worker.edge.agent.SteadyClock;
import io.idlegrid.worker.edge.cache.BlobCache;
import io.idlegrid.worker.edge.cgroup.AbandonedGroups;
import io.idlegrid.worker.edge.cgroup.AttemptGroups;
import io.idlegrid.worker.edge.cgroup.CgroupMounts;
import io.idlegrid.worker.edge.engine.InstalledEngines;
import io.idlegrid.worker.edge.engine.InstalledEngines.Installed;
import io.idlegrid.worker.edge.engine.UnitUser;
import io.idlegrid.worker.edge.engine.docker.DockerConfig;
import io.idlegrid.worker.edge.engine.docker.DockerEngine;
import io.idlegrid.worker.edge.engine.process.ProcessConfig;
import io.idlegrid.worker.edge.engine.process.ProcessEngine;
import io.idlegrid.worker.edge.guard.Brakes;
import io.idlegrid.worker.edge.guard.DeviceCpu;
import io.idlegrid.worker.edge.guard.LoadWatch;
import io.idlegrid.worker.edge.guard.StateWatch;
import io.idlegrid.worker.edge.host.HardwareSurvey;
import io.idlegrid.worker.edge.host.HostSurroundings;
import io.idlegrid.worker.edge.host.LinuxFacts;
import io.idlegrid.worker.edge.host.LinuxHost;
import io.idlegrid.worker.edge.host.SysfsSensors;
import io.idlegrid.worker.edge.image.ImageStore;
import io.idlegrid.worker.edge.image.Prefetch;
import io.idlegrid.worker.edge.journal.FileJournal;
import io.idlegrid.worker.edge.link.CoordinatorUrl;
import io.idlegrid.worker.edge.link.Http;
import io.idlegrid.worker.edge.link.Identity;
import io.idlegrid.worker.edge.link.Pace;
import io.idlegrid.worker.edge.link.WorkerLink;
import io.idlegrid.worker.edge.owner.OwnerOffice;
import io.idlegrid.worker.edge.owner.PolicyFile;
import io.idlegrid.worker.edge.run.AttemptRunner;
import io.idlegrid.worker.edge.run.Gate;
import io.idlegrid.worker.loop.Agent;
import io.idlegrid.worker.loop.AgentRules;
import io.idlegrid.worker.loop.Event;
import io.idlegrid.worker.loop.Held;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a worker together. The only place that knows every room. */
final class Wiring implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
  private static final Duration STATE = Duration.ofSeconds(4);
  private static final Duration COMPANION_PATIENCE = Duration.ofSeconds(60);
  private static final Duration SURVEY_PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_PROCESSES = 4096;
  private static final Duration FETCH_PAUSE = Duration.ofSeconds(1);
  private static final Duration FETCH_AGAIN = Duration.ofMinutes(10);

  /** The cache's part of the disk that the owner lends; the rest is for attempts. */
  private static final double CACHE_SHARE = 0.15;

  /** The part for images, with what engines make of them. */
  private static final double IMAGE_SHARE = 0.25;

  private final AttemptGroups groups;
  private final InstalledEngines engines;
  private final Capabilities capabilities;
  private final AttemptRunner runner;
  private final Prefetch prefetch;
  private final ImageSharing sharing;
  private final Gate gate = new Gate();
  private final DeviceCpu cpu;
  private final LoadWatch loads;
  private final StateWatch states;
  private final OwnerOffice owner;
  private final WorkerLink link;
  private final FileJournal journal;
  private final List<Held> remembered;
  private final AgentThread thread;
  private final String version;

  /** Where the device belongs. */
  record Membership(CoordinatorUrl coordinator, Identity identity) {}

  /**
   * Finds out what the device can do and removes what an earlier worker left behind; {@link #start}
   * then begins to lend.
   *
   * @param welcomed called each time the coordinator greets this device
   * @param removed called when it says that this device was removed; the agent then ends
   * @param clock as the owner sees it on the device: somebody may set it, and its zone counts
   */
  Wiring(
      WorkerConfig config,
      DataFolder data,
      Membership membership,
      String version,
      Consumer<Welcome> welcomed,
      Consumer<Refusal> removed,
      Clock clock)
      throws IOException {
    this.version = version;
    SysfsSensors sensors = new SysfsSensors();
    DeviceFacts facts = new LinuxFacts().read(sensors);
    CgroupMounts mounts = CgroupMounts.ofThisProcess();
    AbandonedGroups.remove(mounts, AbandonedGroups.OF_BENCHMARKS).forEach(LOG::warn);
    groups = AttemptGroups.open(mounts, config.group());
    ObjectMapper json = json();
    Optional<Hardware> hardware;
    Installation installed = Installation.ours(data.engines());
    try (HardwareSurvey survey = survey(installed, json)) {
      engines = InstalledEngines.probe(engines(config, installed, data, groups, gate::isOpen));
      engines.removeLeftovers().forEach(LOG::info);
      hardware = survey.result();
    }
    PolicyFile policy = new PolicyFile(data.root().resolve(PolicyFile.NAME));
    LongSupplier disk = () -> lentDisk(config, policy);
    Supplier<Lending> lending = () -> lending(config, facts, policy, groups.protection());
    List<String> unlimited = limit(lending.get());
    capabilities = capabilities(config, facts, hardware, policy, unlimited);
    Clock steady = new SteadyClock(clock, System::nanoTime);
    thread = new AgentThread(steady);
    Consumer<Event> events = new LinkNews(thread::tell, welcomed, removed);
    Http http =
        new Http(
            membership.coordinator(),
            membership.identity().key(),
            json,
            new Pace(() -> policy.policy().caps().fetchBytesPerSecond()));
    journal = new FileJournal(data.journal(), json);
    remembered = journal.load().stream().map(held -> held.asOf(steady.instant())).toList();
    AtomicReference<Runnable> begins = new AtomicReference<>();
    sharing =
        new ImageSharing(
            config.sharing(),
            new ImageSharing.Place(
                data.sharing(),
                policy.policy().gives().diskReserveBytes(),
                () -> policy.policy().caps().fetchBytesPerSecond()),
            http,
            json,
            clock);
    ImageStore images =
        new ImageStore(
            data.images(),
            new ImageStore.Rules(
                facts.arch(),
                () -> imageBytes(disk.getAsLong()),
                policy.policy().gives().diskReserveBytes(),
                FETCH_PAUSE),
            sharing.source(),
            this::imagesOf,
            json,
            clock);
    runner =
        new AttemptRunner(
            new AttemptRunner.Tools(
                () -> engines.usable().stream().map(Installed::engine).toList(),
                new BlobCache(
                    data.cache(),
                    () -> (long) (CACHE_SHARE * disk.getAsLong()),
                    http::download,
                    clock),
                images,
                http,
                data.attempts(),
                lending.get().cpuCores(),
                gate,
                facts.java(),
                json,
                () -> Optional.ofNullable(begins.get()).ifPresent(Runnable::run),
                events),
            remembered);
    prefetch =
        new Prefetch(
            images,
            new Prefetch.Tools(
                () ->
                    engines.usable().stream()
                        .map(Installed::engine)
                        .filter(engine -> engine.images().isPresent())
                        .findFirst(),
                gate::awaitOpen,
                wish -> policy.policy().refusal(wish.account()),
                FETCH_AGAIN,
                states -> thread.tell(new Event.Images(states))));
    cpu = new DeviceCpu(config.proc(), mounts, groups);
    loads =
        new LoadWatch(
            cpu,
            facts.processors(),
            policy.policy().guard(),
            new Brakes(groups, runner, gate),
            () -> runner.size() > 0,
            events,
            clock);
    states =
        new StateWatch(
            new LinuxHost(config.proc().resolve("meminfo"), data.attempts(), sensors),
            lending,
            new StateWatch.Owner(facts.memoryBytes(), groups::memoryUsed, () -> risk(policy)),
            runner,
            events);
    owner =
        new OwnerOffice(
            new OwnerOffice.Parts(
                data.root(),
                new OwnerOffice.Device(
                    config.name(),
                    membership.coordinator().base().toString(),
                    facts.processors(),
                    facts.memoryBytes(),
                    config.network(),
                    groups.protection(),
                    capabilities.warnings()),
                policy,
                lending,
                disk,
                () -> limit(lending.get()).forEach(LOG::warn),
                config.proc(),
                new HostSurroundings(
                    config.proc(),
                    Path.of("/sys/class"),
                    data.attempts(),
                    groups.path(),
                    groups::diskWaitMicros,
                    http::moved,
                    clock),
                loads,
                runner,
                groups,
                thread,
                sharing::handedOn,
                clock));
    begins.set(
        () -> {
          loads.wakeUp();
          owner.wakeUp();
        });
    link =
        new WorkerLink(membership.coordinator(), membership.identity().key(), json, cbor(), events);
  }

  /** What engines are in the way of, if none works here. */
  List<String> obstacles() {
    return engines.usable().isEmpty() ? engines.obstacles() : List.of();
  }

  /** What cannot be protected here, in words. */
  List<String> warnings() {
    return capabilities.warnings();
  }

  /** Begins to lend. */
  void start() throws IOException, StartException {
    loads.start();
    states.start(STATE);
    Agent agent =
        new Agent(capabilities, version, AgentRules.defaults(), remembered, new SecureRandom());
    owner.start(agent);
    thread.start(agent, new AgentThread.Hands(link, runner, journal, prefetch::want));
    prefetch.start();
    sharing.start(
        capabilities.name(),
        () -> gate.isOpen() && owner.isLending(),
        mirror -> thread.tell(new Event.Mirrored(mirror)));
  }

  /** Asks the agent to give everything back; it then ends. */
  void shutDown() {
    thread.tell(new Event.ShutDown());
  }

  /** Whether the agent ended within a while. */
  boolean awaitEnd(Duration patience) throws InterruptedException {
    return thread.awaitEnd(patience);
  }

  /** Kills what still runs and leaves nothing of ours on the device. */
  @Override
  public void close() throws IOException {
    endAgent();
    sharing.close();
    prefetch.close();
    owner.close();
    states.close();
    loads.close();
    link.disconnect();
    runner.close();
    engines.close();
    cpu.close();
    try {
      groups.close();
    } catch (EngineException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  private void endAgent() {
    try {
      thread.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Engine> engines(
      WorkerConfig config,
      Installation installed,
      DataFolder data,
      AttemptGroups groups,
      BooleanSupplier mayFeed)
      throws IOException {
    Path folder = data.engines();
    List<Engine> engines = new ArrayList<>();
    engines.add(
        new ProcessEngine(
            new ProcessConfig(
                folder, "bwrap", UnitUser.NOBODY_ELSE, config.plain(), config.stopBySignal()),
            groups));
    if (!config.docker().isEmpty()) {
      engines.add(
          new DockerEngine(
              new DockerConfig(
                  config.docker(),
                  folder,
                  UnitUser.NOBODY_ELSE,
                  DockerConfig.companionOf(
                      installed.javaHome(), installed.flags(), installed.classPath()),
                  COMPANION_PATIENCE),
              groups,
              mayFeed));
    }
    return engines;
  }

  private static HardwareSurvey survey(Installation installed, ObjectMapper json) {
    return HardwareSurvey.start(
        HardwareSurvey.javaOf(installed.javaHome(), installed.flags(), installed.classPath()),
        json,
        SURVEY_PATIENCE);
  }

  /** What the settings allow, or less where the owner's policy says so. */
  private static Lending lending(
      WorkerConfig config, DeviceFacts facts, PolicyFile file, Protection protection) {
    Set<PolicyKey> said = file.values().keySet();
    OwnerPolicy policy = file.policy();
    double cpu =
        least(said.contains(PolicyKey.CPU_MOST), policy.caps().cpuPercent(), config.cpuPercent());
    double memory =
        least(
            said.contains(PolicyKey.MEMORY_MOST),
            policy.caps().memoryPercent(),
            config.memoryPercent());
    Lending whole =
        new Lending(
            facts.processors() * cpu / 100,
            (long) (facts.memoryBytes() * memory / 100),
            unitBytes(lentDisk(config, file)),
            (long) (facts.memoryBytes() * policy.gives().memoryReservePercent() / 100),
            policy.gives().diskReserveBytes());
    return policy.caps().unprotected() == Unprotected.LEND ? whole : whole.within(protection);
  }

  /** Most disk for units and all that is kept for them. */
  private static long lentDisk(WorkerConfig config, PolicyFile file) {
    return file.values().containsKey(PolicyKey.DISK_MOST)
        ? Math.min(file.policy().caps().diskBytes(), config.diskBytes())
        : config.diskBytes();
  }

  private static long unitBytes(long disk) {
    return (long) (disk * (1 - CACHE_SHARE - IMAGE_SHARE));
  }

  private static long imageBytes(long disk) {
    return (long) (disk * IMAGE_SHARE);
  }

  /**
   * What the owner accepts, as a probability; the grid's own setting holds where nothing is said.
   */
  private static Optional<Double> risk(PolicyFile file) {
    return file.values().containsKey(PolicyKey.RISK)
        ? Optional.of(file.policy().risk() / 100)
        : Optional.empty();
  }

  private static double least(boolean isSaid, double byPolicy, double bySettings) {
    return isSaid ? Math.min(byPolicy, bySettings) : bySettings;
  }

  /** Caps of all attempts together; what could not be capped is told. */
  private List<String> limit(Lending lending) {
    try {
      if (groups.isUsable()) {
        groups.limitAll(
            new UnitLimits(
                lending.cpuCores(), lending.memoryBytes(), MOST_PROCESSES, lending.diskBytes()));
      }
      return List.of();
    } catch (EngineException e) {
      return List.of("the owner's caps for all attempts together do not hold: " + e.getMessage());
    }
  }

  private Capabilities capabilities(
      WorkerConfig config,
      DeviceFacts facts,
      Optional<Hardware> hardware,
      PolicyFile policy,
      List<String> unlimited) {
    Set<String> warnings = new LinkedHashSet<>(groups.missing());
    if (!groups.protection().isWhole()
        && policy.policy().caps().unprotected() == Unprotected.LESS) {
      warnings.add(
          "half of what the kernel cannot hold units back from is lent; the owner's policy may say"
              + " 'unprotected = nothing' or 'unprotected = lend' instead");
    }
    warnings.addAll(engines.weaknesses());
    warnings.addAll(engines.obstacles());
    warnings.addAll(unlimited);
    WorkerConfig.Place place = config.location();
    return new Capabilities(
        config.name(),
        facts.arch(),
        facts.os(),
        facts.processors(),
        facts.memoryBytes(),
        (long) (facts.memoryBytes() * config.memoryPercent() / 100),
        unitBytes(lentDisk(config, policy)),
        config.cpuPercent(),
        engines.usable().stream().map(Wiring::info).toList(),
        facts.java().map(JavaRuntime::feature).orElse(null),
        config.labels(),
        facts.sensors(),
        place == null
            ? null
            : new Capabilities.Location(rounded(place.latitude()), rounded(place.longitude())),
        config.network() || policy.policy().work().network(),
        List.copyOf(warnings),
        hardware.orElse(null),
        imageBytes(lentDisk(config, policy)));
  }

  private Optional<EngineImages> imagesOf(String engine) {
    return engines.usable().stream()
        .map(Installed::engine)
        .filter(each -> each.name().equals(engine))
        .findFirst()
        .flatMap(Engine::images);
  }

  private static Capabilities.EngineInfo info(Installed installed) {
    List<String> weaknesses = installed.probe().weaknesses();
    return new Capabilities.EngineInfo(
        installed.engine().name(),
        installed.probe().version(),
        weaknesses.isEmpty() ? null : String.join("; ", weaknesses),
        installed.engine().images().isPresent(),
        installed.engine().groups().isPresent());
  }

  /** To a tenth of a degree: which town, not which house. */
  private static double rounded(double degrees) {
    return Math.round(degrees * 10) / 10.0;
  }

  static ObjectMapper json() {
    return JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  static ObjectMapper cbor() {
    return CBORMapper.builder()
        .addModule(new JavaTimeModule())
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }
}
